namespace CoCa.Live.Sinks;

/// <summary>A kind of subtitle file.</summary>
public enum SubtitleFormat
{
    /// <summary>SubRip: numbered cues, understood everywhere.</summary>
    Srt,

    /// <summary>WebVTT: what browsers take.</summary>
    WebVtt,
}
