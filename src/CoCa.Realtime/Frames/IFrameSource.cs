namespace CoCa.Realtime.Frames;

/// <summary>
/// One connection to a place where frames come from: a file, a camera, a stream. The engine opens one, reads it on a thread of its own, and for a live source that
/// was lost opens the next. Disposal, from another thread, ends a <see cref="Read"/> that waits; it returns within 2 s.
/// </summary>
public interface IFrameSource : IAsyncDisposable
{
    /// <summary>What a person calls it, without credentials.</summary>
    string Name { get; }

    /// <summary>Does it go on whether it is read or not?</summary>
    bool IsLive { get; }

    /// <summary>What went wrong although frames came: a damaged part of a file, say. Null if nothing.</summary>
    string? Complaint => null;

    /// <summary>Reads the next frame: waits for it, sets <see cref="FrameBuffer.Time"/> and fills the pixels. False at the end.</summary>
    /// <exception cref="CoCa.Core.CoCaException">The source cannot be read, broke off, or fell silent.</exception>
    bool Read(FrameBuffer frame);
}
