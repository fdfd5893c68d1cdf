using CoCa.Core;
using CoCa.Realtime.Frames;

namespace CoCa.Live.Sources;

/// <summary>Opens whatever an address means.</summary>
public static class FrameSource
{
    /// <summary>A <see cref="FolderSource"/> for a folder of pictures, an <see cref="FfmpegSource"/> for everything else.</summary>
    /// <param name="options">What to read and how.</param>
    /// <param name="time">Times pace and watchdog; the system's by default.</param>
    /// <exception cref="SourceException">A folder has no picture, or there is no such camera or screen.</exception>
    /// <exception cref="MissingDependencyException">ffmpeg is needed and is not installed.</exception>
    public static IFrameSource Open(SourceOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Address.Kind == SourceKind.Folder ? FolderSource.Open(options, time) : FfmpegSource.Open(options, time);
    }
}
