using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CoCa.Training.Data;

/// <summary>
/// <c>generated:shapes</c>: coloured shapes with captions that say what and where, drawn by number. Data for a first run, and for tests: whatever a model says of them is right
/// or wrong. Thread-safe.
/// </summary>
public sealed class GeneratedShapes : ISampleSource
{
    /// <summary>What stands in a recipe for this source.</summary>
    public const string Address = "generated:shapes";

    private const int Side = 64;

    private static readonly (string Name, Rgb24 Value)[] s_colors =
    [
        ("red", new(220, 40, 40)), ("green", new(40, 180, 60)), ("blue", new(50, 80, 220)), ("yellow", new(230, 210, 40)), ("white", new(240, 240, 240)), ("purple", new(150, 50, 190)),
    ];

    private static readonly string[] s_shapes = ["circle", "square", "triangle", "cross"];
    private static readonly (string Name, int X, int Y)[] s_places = [("on the left", 18, 32), ("on the right", 46, 32), ("at the top", 32, 18), ("at the bottom", 32, 46)];

    /// <inheritdoc />
    public string Name => Address;

    /// <summary>Every colour, shape and place, several times over.</summary>
    public int Count => s_colors.Length * s_shapes.Length * s_places.Length * 8;

    /// <inheritdoc />
    public IReadOnlyList<string> Notices => [];

    /// <inheritdoc />
    public TrainingSample Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        (string color, Rgb24 value) = s_colors[index % s_colors.Length];
        string shape = s_shapes[index / s_colors.Length % s_shapes.Length];
        (string place, int x, int y) = s_places[index / (s_colors.Length * s_shapes.Length) % s_places.Length];
        SampleRandom random = new((ulong)index + 1);
        int size = 9 + (int)(random.Uniform() * 5), grey = 20 + (int)(random.Uniform() * 60);
        x += (int)(random.Uniform() * 7) - 3;
        y += (int)(random.Uniform() * 7) - 3;
        using Image<Rgb24> picture = new(Side, Side);
        for (int row = 0; row < Side; row++)
            for (int column = 0; column < Side; column++)
                picture[column, row] = Covers(shape, column - x, row - y, size) ? value : new Rgb24((byte)grey, (byte)grey, (byte)grey);
        using MemoryStream file = new();
        picture.SaveAsPng(file);
        return new TrainingSample($"shape {index}", file.ToArray(), [$"a {color} {shape} {place}", $"there is a {color} {shape} {place}"], null);
    }

    /// <inheritdoc />
    public void Dispose() { }

    private static bool Covers(string shape, int x, int y, int size) => shape switch
    {
        "circle" => (x * x) + (y * y) <= size * size,
        "square" => Math.Abs(x) < size && Math.Abs(y) < size,
        "triangle" => Math.Abs(y) < size && Math.Abs(x) <= (y + size) / 2,
        _ => (Math.Abs(x) < 3 && Math.Abs(y) < size) || (Math.Abs(y) < 3 && Math.Abs(x) < size),
    };
}
