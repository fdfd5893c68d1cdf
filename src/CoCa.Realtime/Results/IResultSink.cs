using CoCa.Core.Preprocessing;

namespace CoCa.Realtime.Results;

/// <summary>
/// Where results go: a file, a page, a window. Called by one thread at a time, in the order of a stream's frames; streams take turns. A sink that throws is reported
/// once and not called again, but for its disposal; the others go on. Disposal finishes what was begun: a file is closed so that it can be read.
/// </summary>
public interface IResultSink : IAsyncDisposable
{
    /// <summary>What a person calls it, a file's name for example.</summary>
    string Name { get; }

    /// <summary>A frame that is shown. Result and picture belong to the engine: both are valid until the call returns.</summary>
    /// <param name="result">What is known.</param>
    /// <param name="picture">The frame's pixels.</param>
    void Show(FrameResult result, PixelBuffer picture);

    /// <summary>A source's state changed.</summary>
    void Change(StreamStateChange change);

    /// <summary>A stream has ended.</summary>
    /// <param name="stream">Its name.</param>
    /// <param name="count">The count of its frames.</param>
    void Complete(string stream, StreamCount count);
}
