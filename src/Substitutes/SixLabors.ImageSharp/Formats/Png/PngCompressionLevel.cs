namespace SixLabors.ImageSharp.Formats.Png;

public enum PngCompressionLevel
{
    NoCompression = 0,
    BestSpeed = 1,
    DefaultCompression = 6,
    BestCompression = 9,
}
