namespace CoCa.Core.Preprocessing;

/// <summary>What the bytes of a picture mean, and with it how the reference resizes them.</summary>
public enum PictureColor
{
    /// <summary>One byte a pixel, resized as grey.</summary>
    Gray,

    /// <summary>Three bytes a pixel: red, green, blue.</summary>
    Rgb,

    /// <summary>Four bytes a pixel: red, green, blue, alpha; resized with the colours multiplied by alpha, which is dropped afterwards.</summary>
    Rgba,

    /// <summary>Four bytes a pixel: cyan, magenta, yellow, black (255 is full ink); resized as ink and turned to red, green and blue afterwards.</summary>
    Cmyk,

    /// <summary>Three bytes a pixel: the colours of a picture with a palette, resized by nearest neighbour.</summary>
    Palette,
}
