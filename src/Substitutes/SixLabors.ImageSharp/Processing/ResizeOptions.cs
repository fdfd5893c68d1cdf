namespace SixLabors.ImageSharp.Processing;

/// <remarks>Bicubic, about the middle; the modes Crop, Pad, Max, Min and Stretch.</remarks>
public class ResizeOptions
{
    public ResizeMode Mode { get; set; } = ResizeMode.Crop;

    public Size Size { get; set; }
}
