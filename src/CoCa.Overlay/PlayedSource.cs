using CoCa.Realtime.Frames;

namespace CoCa.Overlay;

/// <summary>
/// A source as a player plays it: each picture is in the window as soon as it is there, whether or not the model has time for it; a file goes at its own pace, and <see cref="PlayControl"/> pauses it.
/// </summary>
/// <param name="source">Where frames come from; disposed with this.</param>
/// <param name="stream">The stream's name.</param>
/// <param name="sink">Where the window looks.</param>
/// <param name="control">Pauses it.</param>
/// <param name="isPaced">Whether it is a file that goes at its own pace, so that the newest frame wins; else it comes as it comes.</param>
/// <param name="time">The clock of a file's pace; the system's by default.</param>
public sealed class PlayedSource(IFrameSource source, string stream, OverlaySink sink, PlayControl control, bool isPaced, TimeProvider? time = null) : IFrameSource
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private TimeSpan _first, _last;
    private long _start;
    private bool _hasStarted, _isClosed;

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public bool IsLive => isPaced || source.IsLive;

    /// <inheritdoc/>
    public string? Complaint => source.Complaint;

    /// <inheritdoc/>
    public bool Read(FrameBuffer frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!source.Read(frame)) return false;
        if (isPaced) WaitForTurn(frame.Time);
        if (_isClosed) return false;
        sink.ShowPicture(stream, frame.Pixels);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        control.Raise(ref _isClosed);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private void WaitForTurn(TimeSpan stamp)
    {
        // A clock that jumps begins anew.
        if (!_hasStarted || stamp < _last || stamp - _last > TimeSpan.FromSeconds(10)) (_first, _start, _hasStarted) = (stamp, _time.GetTimestamp(), true);
        _last = stamp;
        TimeSpan left;
        do
        {
            left = stamp - _first - _time.GetElapsedTime(_start);
            TimeSpan stoodStill = control.Wait(left, _time, ref _isClosed);
            _start += (long)(stoodStill.TotalSeconds * _time.TimestampFrequency);
        }
        while (!_isClosed && left > TimeSpan.Zero);
    }
}
