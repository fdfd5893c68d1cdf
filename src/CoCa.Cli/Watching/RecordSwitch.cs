using System.Globalization;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Drawing.Overlays;
using CoCa.Drawing.Themes;
using CoCa.Inference;
using CoCa.Live.Sinks;
using CoCa.Realtime.Results;

namespace CoCa.Cli.Watching;

/// <summary>A recording that is started and ended while a run goes on; each goes to a file of its own in the folder of now. Thread-safe.</summary>
/// <param name="say">Where it says what it does.</param>
/// <param name="model">What looks at the video.</param>
/// <param name="theme">The overlay's look.</param>
internal sealed class RecordSwitch(Action<string> say, CoCaModel model, Theme theme) : IResultSink
{
    private readonly Lock _lock = new();
    private RecorderSink? _recorder;
    private Task _finished = Task.CompletedTask;

    public string Name => "recording";

    /// <summary>Starts a recording of a stream with these parts of the overlay, or ends the one that runs; whether one runs now.</summary>
    public bool Toggle(string? stream, OverlayParts parts)
    {
        lock (_lock)
        {
            if (_recorder is not null)
            {
                _finished = FinishAsync(_finished, _recorder);
                _recorder = null;
                return false;
            }
            string path = string.Create(CultureInfo.InvariantCulture, $"coca-{TimeProvider.System.GetLocalNow():yyyyMMdd-HHmmss-fff}.mp4");
            try
            {
                _recorder = Watch.Recorder(path, model, isLossless: false, theme with { Parts = parts }, stream);
                say($"recording {path}");
            }
            catch (CoCaException e)
            {
                say(e.Message);
            }
            return _recorder is not null;
        }
    }

    public void Show(FrameResult result, PixelBuffer picture)
    {
        lock (_lock) _recorder?.Show(result, picture);
    }

    public void Change(StreamStateChange change)
    {
    }

    public void Complete(string stream, StreamCount count)
    {
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_recorder is not null) _finished = FinishAsync(_finished, _recorder);
            _recorder = null;
        }
        await _finished.ConfigureAwait(false);
    }

    private async Task FinishAsync(Task before, RecorderSink recorder)
    {
        await before.ConfigureAwait(false);
        try
        {
            await recorder.DisposeAsync().ConfigureAwait(false);
            say($"saved {recorder.Name}");
        }
        catch (CoCaException e)
        {
            say(e.Message);
        }
    }
}
