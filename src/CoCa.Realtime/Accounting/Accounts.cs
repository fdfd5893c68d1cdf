using System.Diagnostics.Metrics;

namespace CoCa.Realtime.Accounting;

/// <summary>
/// Where the engine's time goes: a histogram of each stage for the summary, and the same as instruments of the meter <c>CoCa.Realtime</c> for whoever listens
/// (OpenTelemetry, dotnet-counters). Recording allocates nothing. Thread-safe.
/// </summary>
internal sealed class Accounts : IDisposable
{
    private static readonly Stage[] s_stages = Enum.GetValues<Stage>(), s_work = [Stage.Convert, Stage.Encode, Stage.Pool, Stage.Score, Stage.FirstToken, Stage.Token, Stage.Show];

    private readonly DurationHistogram[] _stages = [.. s_stages.Select(_ => new DurationHistogram())];
    private readonly KeyValuePair<string, object?>[] _tags = [.. s_stages.Select(s => new KeyValuePair<string, object?>("stage", s.ToString().ToLowerInvariant()))];
    private readonly Meter _meter = new(CoCaEngine.MeterName);
    private readonly Histogram<double> _durations;
    private readonly TimeProvider _time;
    private long _start, _end;

    /// <summary>Makes the instruments; <paramref name="streams"/> is asked when somebody reads the counters.</summary>
    public Accounts(TimeProvider time, Func<IEnumerable<StreamSummary>> streams)
    {
        _time = time;
        _durations = _meter.CreateHistogram<double>("coca.stage.duration", "s", "Time spent in a stage; age is from a frame's arrival to its result");
        _meter.CreateObservableCounter("coca.frames", () => streams().SelectMany(Frames), "{frame}", "Frames by what became of them");
        _meter.CreateObservableGauge("coca.stream.state", () => streams().Select(s => new Measurement<int>((int)s.State, new KeyValuePair<string, object?>("stream", s.Stream))), null, "0 opening, 1 running, 2 stalled, 3 frozen, 4 lost, 5 reconnecting, 6 ended, 7 device lost");
        _meter.CreateObservableCounter("coca.stream.losses", () => streams().Select(s => new Measurement<int>(s.Losses, new KeyValuePair<string, object?>("stream", s.Stream))), "{loss}", "How often a source was lost");
    }

    /// <summary>The first frame has come; later calls change nothing.</summary>
    public void Begin()
    {
        if (_start == 0) _start = _time.GetTimestamp();
    }

    /// <summary>Counts what a stage took.</summary>
    public void Record(Stage stage, TimeSpan duration)
    {
        _stages[(int)stage].Record(duration);
        if (_durations.Enabled) _durations.Record(duration.TotalSeconds, _tags[(int)stage]);
    }

    /// <summary>Counts what a stage took since <paramref name="start"/>; gives the time now, where the next begins.</summary>
    public long Since(long start, Stage stage)
    {
        long now = _time.GetTimestamp();
        Record(stage, _time.GetElapsedTime(start, now));
        _end = now;
        return now;
    }

    public EngineSummary Summary(IReadOnlyList<StreamSummary> streams, IReadOnlyList<string> failedSinks)
    {
        TimeSpan elapsed = _start == 0 || _end < _start ? TimeSpan.Zero : _time.GetElapsedTime(_start, _end);
        TimeSpan work = new(s_work.Sum(s => _stages[(int)s].Total.Ticks));
        double busy = elapsed > TimeSpan.Zero ? Math.Min(work / elapsed, 1) : 0;
        DurationHistogram tokens = _stages[(int)Stage.Token];
        return new()
        {
            Elapsed = elapsed,
            Stages = [.. s_stages.Where(s => _stages[(int)s].Count > 0).Select(Stages)],
            Streams = streams,
            Busy = busy,
            Limit = busy < 0.5 ? Stage.Read : s_work.MaxBy(s => _stages[(int)s].Total),
            TokensPerSecond = tokens.Total > TimeSpan.Zero ? tokens.Count / tokens.Total.TotalSeconds : 0,
            FailedSinks = failedSinks,
        };
    }

    public void Dispose() => _meter.Dispose();

    private StageSummary Stages(Stage stage)
    {
        DurationHistogram h = _stages[(int)stage];
        return new(stage, h.Count, h.Total, h.Percentile(0.5), h.Percentile(0.95), h.Percentile(0.99), h.Longest);
    }

    private static IEnumerable<Measurement<long>> Frames(StreamSummary s)
    {
        KeyValuePair<string, object?> stream = new("stream", s.Stream);
        yield return new(s.Count.Shown, stream, new("outcome", "shown"));
        yield return new(s.Count.Dropped, stream, new("outcome", "dropped"));
        yield return new(s.Count.Failed, stream, new("outcome", "failed"));
    }
}
