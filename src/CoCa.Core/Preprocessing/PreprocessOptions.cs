using System.Text.Json.Serialization;

namespace CoCa.Core.Preprocessing;

/// <summary>
/// What is done to a picture before the image encoder sees it. In JSON it has the form of OpenCLIP's <c>preprocess_cfg</c>:
/// <c>{"size": [224, 224], "mode": "RGB", "mean": [..], "std": [..], "interpolation": "bicubic", "resize_mode": "shortest"}</c>.
/// </summary>
[JsonConverter(typeof(PreprocessOptionsConverter))]
public sealed record PreprocessOptions
{
    /// <summary>Rows of the model's input, 1 to 4096.</summary>
    public int Height { get; init; } = 224;

    /// <summary>Columns of the model's input, 1 to 4096.</summary>
    public int Width { get; init; } = 224;

    /// <summary>How a picture of another shape is made to fit.</summary>
    public ResizeMode Mode { get; init; } = ResizeMode.Shortest;

    /// <summary>Subtracted from red, green and blue (0 to 1). OpenAI's values by default.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>What red, green and blue are divided by after that; above 0.</summary>
    public IReadOnlyList<float> Std { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Throws if a property is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the property.</exception>
    public void Validate()
    {
        if (Height is < 1 or > 4096) throw new InvalidInputException($"preprocess: height is {Height}, expected 1 to 4096");
        if (Width is < 1 or > 4096) throw new InvalidInputException($"preprocess: width is {Width}, expected 1 to 4096");
        if (!Enum.IsDefined(Mode)) throw new InvalidInputException($"preprocess: resize_mode is {Mode}, expected shortest, squash or longest");
        if (Mean.Count != 3 || !Mean.All(float.IsFinite)) throw new InvalidInputException($"preprocess: mean is [{string.Join(", ", Mean)}], expected three numbers");
        if (Std.Count != 3 || !Std.All(s => float.IsFinite(s) && s > 0)) throw new InvalidInputException($"preprocess: std is [{string.Join(", ", Std)}], expected three numbers above 0");
    }

    /// <summary>Equal when every value is.</summary>
    public bool Equals(PreprocessOptions? other) => other is not null && Height == other.Height && Width == other.Width && Mode == other.Mode
        && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Height, Width, Mode, Mean.Count > 0 ? Mean[0] : 0, Std.Count > 0 ? Std[0] : 0);
}
