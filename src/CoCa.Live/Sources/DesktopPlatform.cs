namespace CoCa.Live.Sources;

/// <summary>Whose way of reaching cameras and screens is meant.</summary>
internal enum DesktopPlatform
{
    /// <summary>Video4Linux and X11.</summary>
    Linux,

    /// <summary>DirectShow and GDI.</summary>
    Windows,

    /// <summary>AVFoundation.</summary>
    MacOS,
}
