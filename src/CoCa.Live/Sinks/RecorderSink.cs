using System.Collections.Concurrent;
using System.Globalization;
using CoCa.Core.Preprocessing;
using CoCa.Drawing;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Overlays;
using CoCa.Drawing.Text;
using CoCa.Live.Sources;
using CoCa.Realtime.Results;

namespace CoCa.Live.Sinks;

/// <summary>
/// Records a stream with its overlay as an H.264 mp4, by an ffmpeg child. Each frame keeps its own time, counted from the first one. The file is made of fragments: what was
/// written plays even when the process is killed or the disk is full. A thread of its own draws and feeds the child; four frames may wait for it. Odd sizes get a
/// line more; frames of another size than the first are fitted into that. Not thread-safe.
/// </summary>
public sealed class RecorderSink : IResultSink
{
    private const int Waiting = 4;

    /// <summary>The child's exit code after a signal that asks it to end, as Ctrl-C does: it has closed the file.</summary>
    private const int ToldToEnd = 255;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private sealed class Slot(int width, int height)
    {
        public RgbPicture Picture { get; } = new(width, height);

        public OverlayModel Model { get; } = new();

        public long Time { get; set; }
    }

    private readonly RecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly OverlayPainter _painter;
    private readonly OverlayFeed _feed;
    private readonly MediaClock _clock = new();
    private readonly BlockingCollection<Slot> _free = [], _full = new(Waiting);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _stream;
    private Ffmpeg? _ffmpeg;
    private long _lastTime = -1;
    private volatile Exception? _error;
    private bool _isReported;

    private RecorderSink(string path, FontSet fonts, RecorderOptions options, TimeProvider time)
    {
        (Name, _options, _time, _stream) = (path, options, time, options.Stream);
        _painter = new(fonts, options.Theme);
        _feed = new() { Device = options.Device, SeesMiddle = options.SeesMiddle };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Frames that were left out because the encoder was too slow.</summary>
    public long LeftOut { get; private set; }

    internal int ProcessId => _ffmpeg?.Id ?? 0;

    /// <summary>Checks that the file can be made (it is, or is emptied) and that there is a font; the child starts with the first frame.</summary>
    /// <param name="path">The mp4 file.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="time">Times the child's end; the system's by default.</param>
    /// <exception cref="Core.InvalidInputException">The file cannot be made.</exception>
    /// <exception cref="Core.MissingDependencyException">There is no font.</exception>
    public static RecorderSink Create(string path, RecorderOptions? options = null, TimeProvider? time = null)
    {
        options ??= new();
        options.Validate();
        FontSet fonts = FontSet.System();
        WholeFile.Create(path).Dispose();
        return new(path, fonts, options, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="SinkException">The child has ended: the disk is full, or somebody killed it.</exception>
    /// <exception cref="Core.MissingDependencyException">ffmpeg is not installed.</exception>
    public void Show(FrameResult result, PixelBuffer picture)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Stream != (_stream ??= result.Stream)) return;
        Report();
        if (_ffmpeg is null) Start(picture.Width, picture.Height);
        long ticks = (long)(_clock.Advance(result.Time).TotalSeconds * NutWriter.Rate + 0.5);
        Slot? slot;
        if (!_options.LeavesOutWhenSlow) slot = _free.Take();
        else if (!_free.TryTake(out slot))
        {
            LeftOut++;
            return;
        }
        slot.Picture.Load(picture);
        _feed.Fill(result, slot.Picture.Width, slot.Picture.Height, slot.Model);
        // Two frames of one time (a clock that jumped) come one tick after the other.
        slot.Time = _lastTime = Math.Max(ticks, _lastTime + 1);
        _full.Add(slot);
    }

    /// <inheritdoc/>
    public void Change(StreamStateChange change)
    {
    }

    /// <inheritdoc/>
    public void Complete(string stream, StreamCount count)
    {
    }

    /// <summary>Writes what waits and closes the file; a child that does not end within 30 s is killed.</summary>
    /// <exception cref="SinkException">The file could not be finished.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_ffmpeg is not null)
        {
            _full.CompleteAdding();
            Task ended = _ended.Task;
            // A child that hangs takes nothing from its pipe.
            if (await Task.WhenAny(ended, Task.Delay(s_patience, _time)).ConfigureAwait(false) != ended) _ffmpeg.Kill();
            await ended.ConfigureAwait(false);
            await _ffmpeg.DisposeAsync().ConfigureAwait(false);
        }
        _free.Dispose();
        _full.Dispose();
        Report();
    }

    private void Start(int width, int height)
    {
        string quality = _options.Quality.ToString(CultureInfo.InvariantCulture);
        _ffmpeg = Ffmpeg.Start(
        [
            "-y", "-f", "nut", "-i", "pipe:0", "-map", "0:v",
            // H.264's common form has half as many colours as pixels in each direction, so sides are even.
            "-vf", "pad=width=ceil(iw/2)*2:height=ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", quality, "-bf", "0", "-g", "50",
            "-fps_mode", "passthrough", "-enc_time_base", "-1", "-video_track_timescale", NutWriter.Rate.ToString(CultureInfo.InvariantCulture),
            "-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-flush_packets", "1", "-f", "mp4", $"file:{Name}",
        ], _time, isFed: true);
        for (int i = 0; i < Waiting; i++) _free.Add(new(width, height));
        new Thread(() => Feed(width, height)) { Name = "coca recorder", IsBackground = true }.Start();
    }

    private void Feed(int width, int height)
    {
        Ffmpeg ffmpeg = _ffmpeg!;
        DrawList list = new();
        bool isBroken = false;
        try
        {
            NutWriter writer = new(ffmpeg.Input);
            writer.WriteHead(width, height);
            foreach (Slot slot in _full.GetConsumingEnumerable())
            {
                if (!isBroken)
                {
                    _painter.Paint(slot.Model, width, height, list);
                    Rasterizer.Draw(list, new PixelSurface(PixelFormat.Rgb24, slot.Picture.Pixels, width, height));
                    isBroken = !TryWrite(() => writer.WriteFrame(slot.Time, slot.Picture.Pixels));
                    if (isBroken) _error = HowItEnded(ffmpeg);
                }
                _free.Add(slot);
            }
            if (!isBroken)
            {
                TryWrite(ffmpeg.Input.Dispose);
                _error = HowItEnded(ffmpeg);
            }
        }
        catch (Exception e)
        {
            _error = e is IOException ? HowItEnded(ffmpeg) : e; // A fault of ours must reach the caller, not end the process.
            foreach (Slot slot in _full.GetConsumingEnumerable()) _free.Add(slot);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private static bool TryWrite(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private SinkException? HowItEnded(Ffmpeg ffmpeg)
    {
        int code = ffmpeg.WaitForEnd(s_patience);
        if (code is 0 or ToldToEnd) return null;
        return new SinkException($"{Name}: the recording broke off: {ffmpeg.Complaint ?? $"ffmpeg ended with {code}"}; what was written before plays");
    }

    /// <summary>Throws once what went wrong.</summary>
    private void Report()
    {
        if (_error is not { } error || _isReported) return;
        _isReported = true;
        throw error is SinkException ? error : new SinkException($"{Name}: the recording broke off: {error.Message}", error);
    }
}
