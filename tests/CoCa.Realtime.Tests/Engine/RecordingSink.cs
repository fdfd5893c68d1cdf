using CoCa.Core.Preprocessing;
using CoCa.Realtime.Results;

namespace CoCa.Realtime.Tests.Engine;

/// <summary>Keeps what a sink is told.</summary>
internal sealed class RecordingSink(Action<FrameResult>? onShow = null) : IResultSink
{
    public string Name => "recorder";

    public List<FrameResult> Results { get; } = [];

    public List<StreamStateChange> Changes { get; } = [];

    public Dictionary<string, StreamCount> Counts { get; } = [];

    public bool IsDisposed { get; private set; }

    public void Show(FrameResult result, PixelBuffer picture)
    {
        FrameResult copy = new();
        result.CopyTo(copy);
        Results.Add(copy);
        onShow?.Invoke(copy);
    }

    public void Change(StreamStateChange change) => Changes.Add(change);

    public void Complete(string stream, StreamCount count) => Counts.Add(stream, count);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
