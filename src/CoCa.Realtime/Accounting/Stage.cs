namespace CoCa.Realtime.Accounting;

/// <summary>What time is spent on, in the order in which a frame meets it.</summary>
public enum Stage
{
    /// <summary>Waiting for the source's next frame: its own pace and its decoding.</summary>
    Read,

    /// <summary>The frame waits for its turn.</summary>
    Wait,

    /// <summary>Pixels to the encoder's input.</summary>
    Convert,

    /// <summary>One run of the image encoder, of one or more streams' frames.</summary>
    Encode,

    /// <summary>The window's merge and its embedding.</summary>
    Pool,

    /// <summary>Labels.</summary>
    Score,

    /// <summary>A caption's beginning: the window's tokens, their keys and values, the first word.</summary>
    FirstToken,

    /// <summary>Every further token.</summary>
    Token,

    /// <summary>The sinks.</summary>
    Show,

    /// <summary>Frame age: from a frame's arrival in this process to its result.</summary>
    Age,
}
