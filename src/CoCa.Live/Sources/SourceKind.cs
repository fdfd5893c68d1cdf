namespace CoCa.Live.Sources;

/// <summary>Where frames come from.</summary>
public enum SourceKind
{
    /// <summary>A file on this machine.</summary>
    File,

    /// <summary>Something with an address: RTSP, HTTP, UDP, SRT, RTMP.</summary>
    Network,

    /// <summary>A camera of this machine.</summary>
    Camera,
}
