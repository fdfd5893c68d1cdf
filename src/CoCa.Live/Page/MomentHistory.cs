using CoCa.Core.Preprocessing;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Results;

namespace CoCa.Live.Page;

/// <summary>
/// What was seen when, to be found by words: the window's embedding once a second of each stream, the last four hours of all streams together (four bytes for each of the embedding's
/// entries and moment: 15 MB at 256). Shown frames come from one thread at a time; searches may come from any.
/// </summary>
public sealed class MomentHistory : IResultSink
{
    private const int Capacity = 4 * 3600, Found = 12;
    private static readonly TimeSpan s_distance = TimeSpan.FromSeconds(1), s_sameMoment = TimeSpan.FromSeconds(3);

    private readonly List<Moment> _moments = [];
    private readonly Dictionary<string, TimeSpan> _last = [];
    private readonly Lock _lock = new();
    private int _next;

    /// <inheritdoc/>
    public string Name => "the history";

    /// <inheritdoc/>
    public void Show(FrameResult result, PixelBuffer picture)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (_last.TryGetValue(result.Stream, out TimeSpan last) && result.Time >= last && result.Time - last < s_distance) return;
        _last[result.Stream] = result.Time;
        Moment moment = new(result.Stream, result.Time, result.Embedding.ToArray(), result.Caption is { State: CaptionState.Final } caption ? caption.Text : null);
        lock (_lock)
        {
            if (_moments.Count < Capacity) _moments.Add(moment);
            else _moments[_next++ % Capacity] = moment;
        }
    }

    /// <inheritdoc/>
    public void Change(StreamStateChange change)
    {
    }

    /// <inheritdoc/>
    public void Complete(string stream, StreamCount count)
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The moments that fit a text best, best first, none within 3 s of a better one of the same stream; at most 12.</summary>
    /// <param name="text">The text alone, as a set of one.</param>
    public IReadOnlyList<PageMoment> Search(LabelSet text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Moment[] moments;
        lock (_lock) moments = [.. _moments];
        float[] cosines = new float[text.Names.Count];
        List<PageMoment> found = [];
        foreach ((Moment moment, float cosine) in moments.Select(m => (m, Cosine(m))).OrderByDescending(m => m.Item2))
        {
            if (found.Exists(f => f.Stream == moment.Stream && (f.Time - moment.Time).Duration() < s_sameMoment)) continue;
            found.Add(new(moment.Stream, moment.Time, cosine, moment.Caption));
            if (found.Count == Found) break;
        }
        return found;

        float Cosine(Moment moment)
        {
            text.Similarities(moment.Embedding, cosines);
            return cosines[0];
        }
    }

    private sealed record Moment(string Stream, TimeSpan Time, float[] Embedding, string? Caption);
}
