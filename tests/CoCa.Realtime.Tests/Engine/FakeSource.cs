using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Realtime.Frames;

namespace CoCa.Realtime.Tests.Engine;

/// <summary>A source that gives some frames and then ends, breaks off, or hangs until it is disposed.</summary>
internal sealed class FakeSource(int frames, bool isLive = false, string? error = null, bool hangs = false, int first = 0) : IFrameSource
{
    private readonly ManualResetEventSlim _disposed = new();
    private int _next;

    public string Name => "fake";

    public bool IsLive => isLive;

    public int Disposals { get; private set; }

    public bool Read(FrameBuffer frame)
    {
        if (_next == frames)
        {
            if (hangs) _disposed.Wait();
            return error is null ? false : throw new InvalidInputException(error);
        }
        frame.CopyFrom(PixelBuffer.Packed(PixelFormat.Rgb24, Picture.Of(first + _next), Picture.Width, Picture.Height));
        frame.Time = TimeSpan.FromSeconds((first + _next++) * 0.1);
        return true;
    }

    public ValueTask DisposeAsync()
    {
        Disposals++;
        _disposed.Set();
        return ValueTask.CompletedTask;
    }
}
