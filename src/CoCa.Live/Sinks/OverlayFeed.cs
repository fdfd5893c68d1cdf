using System.Runtime.InteropServices;
using CoCa.Drawing;
using CoCa.Drawing.Overlays;
using CoCa.Realtime.Results;

namespace CoCa.Live.Sinks;

/// <summary>
/// Results as what an overlay shows: copies of all that moves, frames a second counted by time stamps, dropped frames told by the gaps of their ids. One stream; not
/// thread-safe.
/// </summary>
internal sealed class OverlayFeed
{
    private readonly float[] _ages = new float[256];
    private readonly Queue<TimeSpan> _recent = [];
    private long _shown, _firstId = -1;
    private TimeSpan _last;

    /// <summary>The device that computes, as the overlay names it; null: it does not.</summary>
    public string? Device { get; init; }

    /// <summary>Whether the model sees the middle of a frame with the grid's proportions (the rest is cut off), or all of it squashed.</summary>
    public bool SeesMiddle { get; init; } = true;

    /// <summary>Fills a model from a result; the result may be gone when the model is painted.</summary>
    /// <param name="result">What is known of the frame.</param>
    /// <param name="width">The frame's width.</param>
    /// <param name="height">The frame's height.</param>
    /// <param name="model">Filled; its arrays are used again where they are long enough.</param>
    public void Fill(FrameResult result, int width, int height, OverlayModel model)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(model);
        if (_firstId < 0) _firstId = result.Id;
        _shown++;
        model.Clock = result.Time;
        model.FramesPerSecond = Rate(result.Time);
        FillAges(result.Age, model);
        model.Dropped = Math.Max(0, result.Id - _firstId + 1 - _shown);
        model.Device = Device;
        model.Caption = result.Caption?.Text;
        model.IsCaptionPartial = result.Caption?.State == CaptionState.Partial;
        model.IsCaptionStale = result.Caption?.State == CaptionState.Stale;
        Span<OverlayLabel> labels = Room(model.Labels, result.Labels.Length, out ReadOnlyMemory<OverlayLabel> kept);
        for (int i = 0; i < labels.Length; i++)
        {
            LabelScore label = result.Labels.Span[i];
            labels[i] = new(label.Name, label.Probability, label.IsOn);
        }
        model.Labels = kept;
        result.FrameWeights.Span.CopyTo(Room(model.FrameWeights, result.FrameWeights.Length, out ReadOnlyMemory<float> frames));
        result.PatchWeights.Span.CopyTo(Room(model.PatchWeights, result.PatchWeights.Length, out ReadOnlyMemory<float> patches));
        (model.FrameWeights, model.PatchWeights) = (frames, patches);
        (model.GridWidth, model.GridHeight) = (result.GridWidth, result.GridHeight);
        model.GridArea = Area(width, height, result.GridWidth, result.GridHeight);
        (model.Badge, model.BadgeKind) = BadgeOf(result.State);
    }

    /// <summary>What a badge says of a source; nothing while it is well.</summary>
    public static (string? Text, BadgeKind Kind) BadgeOf(StreamState state) => state switch
    {
        StreamState.Stalled => ("Stalled", BadgeKind.Warning),
        StreamState.Frozen => ("Picture frozen", BadgeKind.Warning),
        StreamState.Reconnecting => ("Reconnecting", BadgeKind.Warning),
        StreamState.Lost => ("Lost", BadgeKind.Error),
        StreamState.DeviceLost => ("Device lost", BadgeKind.Error),
        _ => (null, BadgeKind.Warning),
    };

    /// <summary>The middle and the 99th of a hundred of the last frames' ages.</summary>
    private void FillAges(TimeSpan age, OverlayModel model)
    {
        _ages[(_shown - 1) % _ages.Length] = (float)age.TotalSeconds;
        Span<float> sorted = stackalloc float[(int)Math.Min(_shown, _ages.Length)];
        _ages.AsSpan(0, sorted.Length).CopyTo(sorted);
        sorted.Sort();
        (model.Age, model.AgeP99) = (TimeSpan.FromSeconds(sorted[sorted.Length / 2]), TimeSpan.FromSeconds(sorted[sorted.Length * 99 / 100]));
    }

    /// <summary>A span of an array to write to: the one that is there, if it has just that length.</summary>
    private static Span<T> Room<T>(ReadOnlyMemory<T> old, int length, out ReadOnlyMemory<T> kept)
    {
        T[] room = MemoryMarshal.TryGetArray(old, out ArraySegment<T> segment) && segment.Array is { } array && array.Length == length ? array : new T[length];
        kept = room;
        return room;
    }

    private double Rate(TimeSpan time)
    {
        // A clock that jumped says nothing of the rate.
        if (time < _last || time - _last > TimeSpan.FromSeconds(10)) _recent.Clear();
        _last = time;
        _recent.Enqueue(time);
        if (_recent.Count > 32) _recent.Dequeue();
        TimeSpan span = time - _recent.Peek();
        return span > TimeSpan.Zero ? (_recent.Count - 1) / span.TotalSeconds : 0;
    }

    private Box Area(int width, int height, int columns, int rows)
    {
        if (!SeesMiddle || columns < 1 || rows < 1) return new(0, 0, 1, 1);
        float seen = (float)columns / rows, shape = (float)width / height;
        return shape > seen ? new((1 - seen / shape) / 2, 0, seen / shape, 1) : new(0, (1 - shape / seen) / 2, 1, shape / seen);
    }
}
