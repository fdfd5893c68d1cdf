using CoCa.Core.Preprocessing;

namespace CoCa.Live.Pictures;

/// <summary>A decoded picture in the colour type that decides how the reference resizes it.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Color">What the bytes mean.</param>
/// <param name="Pixels"><c>[Height, Width, channels]</c></param>
public sealed record Picture(int Width, int Height, PictureColor Color, byte[] Pixels)
{
    /// <summary>Red, green, blue bytes <c>[H, W, 3]</c> of the model's size, as the reference makes them.</summary>
    public byte[] Resize(PreprocessOptions options) => ReferenceResize.Run(Pixels, Width, Height, Color, options);

    /// <summary>The image encoder's input <c>[3, H, W]</c>, by the reference's resize.</summary>
    public void Preprocess(Preprocessor preprocessor, Span<float> pixels)
    {
        ArgumentNullException.ThrowIfNull(preprocessor);
        preprocessor.Normalize(Resize(preprocessor.Options), pixels);
    }
}
