namespace CoCa.Live.Sources;

/// <summary>Where frames come from.</summary>
public enum SourceKind
{
    /// <summary>A file on this machine.</summary>
    File,

    /// <summary>Something with an address: RTSP, HTTP, UDP, TCP, SRT, RTMP.</summary>
    Network,

    /// <summary>A camera of this machine.</summary>
    Camera,

    /// <summary>A screen of this machine.</summary>
    Screen,

    /// <summary>A folder of pictures, each a frame.</summary>
    Folder,
}
