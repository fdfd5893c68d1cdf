namespace SixLabors.ImageSharp.Formats;

/// <remarks>Only the first frame is decoded here and only the orientation is read of the metadata, whatever the options say.</remarks>
public sealed class DecoderOptions
{
    public uint MaxFrames { get; init; } = int.MaxValue;

    public bool SkipMetadata { get; init; }
}
