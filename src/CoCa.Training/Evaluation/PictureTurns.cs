using CoCa.Core;

namespace CoCa.Training.Evaluation;

/// <summary>
/// A picture turned by a quarter, a half and three quarters. Training crops, mirrors and recolours, but never turns: to a model these are views it has not learned by heart, of things whose label is known.
/// </summary>
internal static class PictureTurns
{
    /// <summary>Turned views.</summary>
    public const int Count = 3;

    /// <summary>Writes a turned view of planes [3, size, size].</summary>
    /// <param name="pixels">The picture.</param>
    /// <param name="quarters">1 to 3 quarter turns clockwise.</param>
    /// <param name="turned">As large.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="InvalidInputException">Not a square.</exception>
    public static void Turn(ReadOnlySpan<float> pixels, int quarters, Span<float> turned, int width, int height)
    {
        if (width != height) throw new InvalidInputException($"the model sees {width}x{height} pixels, expected a square for turned pictures");
        int plane = width * width, last = width - 1;
        for (int c = 0; c < pixels.Length; c += plane)
            for (int y = 0; y < width; y++)
                for (int x = 0; x < width; x++)
                {
                    int from = quarters switch { 1 => (last - x) * width + y, 2 => (last - y) * width + last - x, _ => x * width + last - y };
                    turned[c + y * width + x] = pixels[c + from];
                }
    }
}
