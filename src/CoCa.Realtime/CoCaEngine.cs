using System.Diagnostics.CodeAnalysis;
using CoCa.Core;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Realtime.Accounting;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Results;

namespace CoCa.Realtime;

/// <summary>
/// Watches video streams with one model: frames go in, labels, captions and embeddings come out, on time and accounted for.
/// </summary>
/// <remarks>
/// <para>
/// A frame's way: a source or <see cref="EngineStream.PushFrame"/>, the stream's gate (<see cref="BackPressure"/>: where frames are dropped, and nowhere else), preprocessing, the
/// image encoder (one run for all streams that have a frame, each at most one; with more streams than <see cref="EngineOptions.MaxBatch"/> they take turns), the stream's window of attention partials, labels, caption, a
/// <see cref="FrameResult"/>, the sinks. Every frame is encoded once. <c>In = Shown + Dropped + Failed</c> for every stream that has ended.
/// </para>
/// <para>
/// All of that runs on one thread: the engine's own (<see cref="Start"/>, or the first <see cref="ReadAllAsync"/>), or the host's, which then calls <see cref="Tick"/>. Captions go on by one token where no frame waits, so a frame waits for
/// one token at most (see <see cref="Captions.CaptionOptions.TokensPerFrame"/>). After the first frames nothing is allocated for a frame, but by captions and by <see cref="ReadAllAsync"/>.
/// </para>
/// <para>The model is the caller's, who disposes it after the engine. Sinks and sources are the engine's. Streams can be added and ended at any time, from any thread.</para>
/// </remarks>
public sealed class CoCaEngine : IAsyncDisposable
{
    /// <summary>The meter of the engine's instruments.</summary>
    public const string MeterName = "CoCa.Realtime";

    private const int MostFailures = 8;

    private readonly CoCaModel _model;
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly Accounts _accounts;
    private readonly DeviceRecovery _recovery;
    private readonly ResultHub _results;
    private readonly StreamWork[] _batch;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Lock _lock = new();
    private readonly List<StreamSummary> _ended = [];
    private readonly TaskCompletionSource _threadEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EngineStream[] _streams = [];
    private volatile bool _stopping;
    private ImageFeatures? _features;
    private int _turn, _captionTurn, _failures;
    private bool _hasThread, _isDisposed, _isGone;

    /// <summary>An engine without streams.</summary>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public CoCaEngine(CoCaModel model, EngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = options ?? new();
        _options.Validate();
        (_model, _time) = (model, _options.Time);
        _batch = new StreamWork[_options.MaxBatch];
        _results = new(_options.Logger);
        _accounts = new(_time, Summaries);
        _recovery = new(model, _time);
        Labels = new(model);
    }

    /// <summary>Makes label sets for this engine's model; what was embedded once is kept.</summary>
    public LabelEmbedder Labels { get; }

    /// <summary>The streams that have not ended.</summary>
    public IReadOnlyList<EngineStream> Streams => _streams;

    /// <summary>Adds a sink, which is the engine's from now on.</summary>
    public void AddSink(IResultSink sink) => _results.Add(sink);

    /// <summary>Adds a stream whose frames are pushed by code.</summary>
    /// <exception cref="InvalidInputException">An option is out of its range, or a stream has this name already.</exception>
    public EngineStream AddStream(StreamOptions options)
    {
        options.Validate();
        Prepare(options);
        EngineStream stream = new(_model, options, options.BackPressure ?? BackPressure.NewestWins, isFile: false, _accounts, _time, Wake);
        Add(stream);
        return stream;
    }

    /// <summary>Adds a stream with a source.</summary>
    /// <param name="options">How it is watched.</param>
    /// <param name="open">Opens a connection to the source: now, and again when a live source was lost. Each is the engine's, which disposes it.</param>
    /// <exception cref="InvalidInputException">An option is out of its range, or a stream has this name already.</exception>
    public EngineStream AddStream(StreamOptions options, Func<IFrameSource> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        options.Validate();
        CheckName(options.Name);
        Prepare(options);
        IFrameSource first = open();
        EngineStream stream = new(_model, options, options.BackPressure ?? (first.IsLive ? BackPressure.NewestWins : BackPressure.Lossless), isFile: !first.IsLive, _accounts, _time, Wake);
        stream.Attach(first, open, _accounts);
        try
        {
            Add(stream);
        }
        catch
        {
            stream.Stop();
            throw;
        }
        return stream;
    }

    /// <summary>Starts the engine's own thread; later calls do nothing.</summary>
    public void Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_hasThread) return;
            _hasThread = true;
            new Thread(Run) { Name = "coca engine", IsBackground = true }.Start();
        }
    }

    /// <summary>
    /// For a host with a loop of its own: does what can be done now, at most one frame of every stream and some tokens of captions. Always from one thread at a time.
    /// </summary>
    /// <returns>Whether there was anything to do.</returns>
    /// <exception cref="InvalidOperationException">The engine has a thread of its own.</exception>
    public bool Tick() => _hasThread ? throw new InvalidOperationException("this engine runs on its own thread: it is either started, or its host calls Tick") : Turn();

    /// <summary>
    /// All results from now on, each an object of its own; starts the engine if nobody has. Ends once every stream has ended, or the engine is disposed. A reader that is more than 64 results behind loses the oldest
    /// where the newest wins; a lossless stream waits for it.
    /// </summary>
    public IAsyncEnumerable<FrameResult> ReadAllAsync(CancellationToken cancellation = default)
    {
        IAsyncEnumerable<FrameResult> results = _results.ReadAllAsync(cancellation);
        Start();
        return results;
    }

    /// <summary>What was done so far. Thread-safe.</summary>
    public EngineSummary Summary() => _accounts.Summary([.. Summaries()], _results.Failures);

    /// <summary>Ends all streams, closes their sources, then finishes and disposes the sinks. Returns within little more than 2 s, if the sinks do not take longer. Not to be called by a sink.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _stopping = true;
            if (!_hasThread) _threadEnded.SetResult();
        }
        _results.Close();
        Wake();
        EngineStream[] streams = _streams;
        Task[] closing = [.. streams.Select(s => s.DisposeAsync().AsTask())];
        await _threadEnded.Task.ConfigureAwait(false);
        await Task.WhenAll(closing).ConfigureAwait(false);
        foreach (EngineStream stream in streams) TryEnd(stream);
        await _results.DisposeAsync().ConfigureAwait(false);
        foreach (EngineStream stream in streams) stream.Work.Dispose();
        _features?.Dispose();
        _accounts.Dispose();
        lock (_lock)
        {
            _isGone = true; // a frame may still be pushed to a stream that has ended
            _wake.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
                if (!Turn()) _wake.WaitOne(100); // not longer, so that a stall is seen
        }
        finally
        {
            _threadEnded.SetResult();
        }
    }

    private bool Turn()
    {
        EngineStream[] streams = _streams;
        foreach (EngineStream stream in streams)
        {
            stream.CheckStall();
            _results.TellChanges(stream);
        }
        bool worked = false;
        if (_recovery.Error is null || _recovery.TryReturn())
        {
            int count = Take(streams);
            if (count > 0) Watch(count);
            worked = count > 0 | Caption(streams);
        }
        else FailWaiting(streams, _recovery.Error);
        foreach (EngineStream stream in streams)
            if (stream.Gate.IsDrained) worked |= TryEnd(stream);
        return worked;
    }

    /// <summary>Takes at most one frame of each stream, beginning with another stream each time, and converts it.</summary>
    private int Take(EngineStream[] streams)
    {
        int count = 0, seen = 0;
        for (; seen < streams.Length && count < _batch.Length; seen++)
        {
            EngineStream stream = streams[(_turn + seen) % streams.Length];
            if (stream.Gate.TryTake() is not { } frame) continue;
            _accounts.Begin();
            EnsureFeatures(streams);
            long start = _accounts.Since(frame.Arrived, Stage.Wait);
            try
            {
                stream.Work.Prepare(frame, _features!.Pixels(count));
                _accounts.Since(start, Stage.Convert);
                _batch[count++] = stream.Work;
            }
            catch (Exception e) when (e is CoCaException or ArgumentException)
            {
                Fail(stream.Work, e);
            }
        }
        if (streams.Length > 0) _turn = (_turn + Math.Max(seen, 1)) % streams.Length;
        return count;
    }

    /// <summary>Encodes the frames of the batch and shows them.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "a device's driver may throw anything: it costs these frames, not the process")]
    private void Watch(int count)
    {
        long start = _time.GetTimestamp();
        try
        {
            _model.ImageEncoder.Encode(_features!, count);
            start = _accounts.Since(start, Stage.Encode);
            _failures = 0;
        }
        catch (Exception e)
        {
            for (int i = 0; i < count; i++) Fail(_batch[i], e);
            if (e is DeviceLostException lost) Lose(lost);
            // One that fails again and again does not mend itself.
            else if (++_failures >= MostFailures)
                foreach (EngineStream stream in _streams) stream.Fail(e as CoCaException ?? new DeviceException(e.Message, e));
            return;
        }
        for (int i = 0; i < count; i++) start = Show(_batch[i], i, start);
        if (_recovery.Succeed())
            foreach (EngineStream stream in _streams) stream.SetDeviceLost(null);
    }

    private long Show(StreamWork work, int row, long start)
    {
        try
        {
            start = work.Read(_features!, row, start);
        }
        catch (CoCaException e)
        {
            Fail(work, e);
            if (e is DeviceLostException lost) Lose(lost);
            return _time.GetTimestamp();
        }
        bool isLossless = work.Stream.BackPressure == BackPressure.Lossless;
        if (isLossless) start = Caption(work, work.Frame!.IsLast ? int.MaxValue : work.TokensPerFrame, start);
        work.Result.Caption = work.Captions?.Shown;
        work.Result.Age = _time.GetElapsedTime(work.Frame!.Arrived);
        _accounts.Record(Stage.Age, work.Result.Age);
        _results.Show(work);
        work.Stream.CountShown();
        work.Release();
        start = _accounts.Since(start, Stage.Show);
        return isLossless ? start : Caption(work, work.TokensPerFrame, start);
    }

    /// <summary>Where the newest wins: goes on with one caption by one token, if no frame waits.</summary>
    private bool Caption(EngineStream[] streams)
    {
        for (int i = 0; i < streams.Length; i++)
            if (streams[i].Gate.HasFrame) return false;
        for (int i = 0; i < streams.Length; i++)
        {
            EngineStream stream = streams[(_captionTurn + i) % streams.Length];
            if (stream.BackPressure == BackPressure.Lossless || stream.Work.Captions is not { IsBusy: true }) continue;
            _captionTurn = (_captionTurn + i + 1) % streams.Length;
            Caption(stream.Work, 1, _time.GetTimestamp());
            return true;
        }
        return false;
    }

    private long Caption(StreamWork work, int tokens, long start)
    {
        for (int i = 0; i < tokens && work.Captions is { IsBusy: true } captions; i++)
        {
            Stage stage = captions.IsDue ? Stage.FirstToken : Stage.Token;
            try
            {
                captions.Step();
            }
            catch (CoCaException e)
            {
                captions.GiveUp();
                EngineLog.CaptionFailed(_options.Logger, work.Stream.Name, e.Message);
                if (e is DeviceLostException lost) Lose(lost);
            }
            start = _accounts.Since(start, stage);
        }
        return start;
    }

    /// <summary>The device is gone: every stream says so, and captions in the making are given up.</summary>
    private void Lose(DeviceLostException error)
    {
        _recovery.Lose(error);
        foreach (EngineStream stream in _streams)
        {
            stream.SetDeviceLost(error.Message);
            stream.Work.Captions?.GiveUp();
        }
    }

    /// <summary>While the device is away: what does not wait for it, the frames of live streams, fails; when it has been away for too long, the streams do.</summary>
    private void FailWaiting(EngineStream[] streams, DeviceException error)
    {
        foreach (EngineStream stream in streams)
        {
            if (_recovery.IsGivenUp) stream.Fail(error);
            else if (stream.BackPressure == BackPressure.NewestWins && stream.Gate.TryTake() is { } frame)
            {
                stream.Work.Take(frame);
                Fail(stream.Work, error);
            }
        }
    }

    private void Fail(StreamWork work, Exception e)
    {
        EngineLog.FrameFailed(_options.Logger, work.Stream.Name, work.Frame!.Id, e.Message);
        work.Stream.CountFailed();
        work.Release();
    }

    /// <summary>Buffers for all that the streams of now need; made anew when one needs more.</summary>
    private void EnsureFeatures(EngineStream[] streams)
    {
        ImageOutputs needs = ImageOutputs.None;
        foreach (EngineStream stream in streams) needs |= stream.Work.Needs;
        if (_features is not null && (needs & ~_features.Outputs) == 0) return;
        needs |= _features?.Outputs ?? 0;
        _features?.Dispose();
        _features = _model.ImageEncoder.CreateFeatures(_options.MaxBatch, needs);
    }

    private bool TryEnd(EngineStream stream)
    {
        lock (_lock)
        {
            if (!_streams.Contains(stream)) return false;
            _streams = [.. _streams.Where(s => s != stream)];
        }
        stream.ChangeState(StreamState.Ended, stream.Error?.Message);
        _results.TellChanges(stream);
        StreamCount count = stream.Count;
        _results.Complete(stream, count);
        stream.Work.Dispose();
        lock (_lock)
        {
            _ended.Add(SummaryOf(stream));
            if (_streams.Length == 0) _results.Close();
        }
        EngineLog.Ended(_options.Logger, stream.Name, count.In, count.Shown, count.Dropped, count.Failed);
        stream.SetCompleted(count);
        return true;
    }

    private void Add(EngineStream stream)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            CheckName(stream.Name);
            _streams = [.. _streams, stream];
        }
        Wake();
    }

    /// <summary>Loads what the stream needs before its first frame comes, which would have to wait for it.</summary>
    private void Prepare(StreamOptions options) => _model.Prepare(ModelParts.Images | ModelParts.Windows | (options.Captions is null ? 0 : ModelParts.Captions));

    private void CheckName(string name)
    {
        if (_streams.Any(s => s.Name == name)) throw new InvalidInputException($"{name}: there is a stream of this name already");
    }

    private void Wake()
    {
        lock (_lock)
            if (!_isGone) _wake.Set();
    }

    private List<StreamSummary> Summaries()
    {
        lock (_lock) return [.. _ended, .. _streams.Select(SummaryOf)];
    }

    private static StreamSummary SummaryOf(EngineStream s) => new(s.Name, s.Count, s.State, s.Losses);
}
