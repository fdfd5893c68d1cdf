using System.Threading.Channels;

namespace CoCa.Live.Sources;

/// <summary>
/// Hands frames from the thread that reads them to the one that uses them. Lossless: the reader waits while the queue is full.
/// Newest wins: the oldest waiting frame is dropped and counted. At most <paramref name="capacity"/> frames wait.
/// </summary>
internal sealed class FrameQueue(int capacity, bool newestWins) : IDisposable
{
    private readonly Channel<VideoFrame> _frames = Channel.CreateUnbounded<VideoFrame>(new() { SingleWriter = true });
    private readonly SemaphoreSlim _room = new(capacity);
    private readonly CancellationTokenSource _closed = new();
    private long _dropped, _unread;

    /// <summary>Frames that gave way to newer ones.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Lossless: frames that were read ahead and that nobody took before the end. Nothing was lost by it: they are in the file still.</summary>
    public long Unread => Interlocked.Read(ref _unread);

    /// <summary>Adds a frame, which the queue then owns; false (the frame is disposed) once nobody reads any more.</summary>
    public bool Push(VideoFrame frame)
    {
        try
        {
            while (!(newestWins ? _room.Wait(0, _closed.Token) : WaitForRoom()))
                if (_frames.Reader.TryRead(out VideoFrame? oldest))
                {
                    Drop(oldest);
                    _room.Release();
                }
            if (_frames.Writer.TryWrite(frame)) return true;
        }
        catch (OperationCanceledException)
        {
            // Closed while waiting.
        }
        Drop(frame);
        return false;
    }

    /// <summary>No more frames; <paramref name="error"/> reaches the reader after the last one.</summary>
    public void Complete(Exception? error) => _frames.Writer.TryComplete(error);

    /// <summary>The next frame, which the caller owns, or null at the end.</summary>
    public async ValueTask<VideoFrame?> PopAsync(CancellationToken cancellation)
    {
        while (await _frames.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            if (_frames.Reader.TryRead(out VideoFrame? frame))
            {
                _room.Release();
                return frame;
            }
        return null;
    }

    /// <summary>Nobody reads any more: what waits is dropped, a waiting reader thread goes on.</summary>
    public void Close()
    {
        _closed.Cancel();
        _frames.Writer.TryComplete();
        while (_frames.Reader.TryRead(out VideoFrame? frame)) Drop(frame);
    }

    /// <summary>To be called when no thread uses the queue.</summary>
    public void Dispose()
    {
        Close();
        _room.Dispose();
        _closed.Dispose();
    }

    private bool WaitForRoom()
    {
        _room.Wait(_closed.Token);
        return true;
    }

    private void Drop(VideoFrame frame)
    {
        Interlocked.Increment(ref newestWins ? ref _dropped : ref _unread);
        frame.Dispose();
    }
}
