using CoCa.Inference;

namespace CoCa.Realtime;

/// <summary>
/// Gets a device back that was lost: the model is opened anew at once, then after 0.25 s, after twice as long each time up to 3 s, for a minute. It is back when a run on it has succeeded. The engine's thread
/// only.
/// </summary>
internal sealed class DeviceRecovery(CoCaModel model, TimeProvider time)
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(0.25), s_longestDelay = TimeSpan.FromSeconds(3), s_patience = TimeSpan.FromMinutes(1);

    private TimeSpan _delay, _wait;
    private long _lost, _tried;
    private bool _isDoubtful;

    /// <summary>Why nothing can be run now; null while the device is there.</summary>
    public DeviceException? Error { get; private set; }

    /// <summary>Whether it has been sought for long enough.</summary>
    public bool IsGivenUp => Error is not null && time.GetElapsedTime(_lost) >= s_patience;

    /// <summary>A run found it gone.</summary>
    public void Lose(DeviceLostException error)
    {
        if (Error is not null) return;
        if (!_isDoubtful) (_isDoubtful, _lost, _delay, _wait) = (true, time.GetTimestamp(), s_firstDelay, TimeSpan.Zero);
        else Wait();
        Error = error;
    }

    /// <summary>Opens the model anew if it is time for it; whether runs can be tried again.</summary>
    public bool TryReturn()
    {
        if (time.GetElapsedTime(_tried) < _wait) return false;
        try
        {
            model.Reopen();
            Error = null;
            return true;
        }
        catch (DeviceException e)
        {
            Error = e;
            Wait();
            return false;
        }
    }

    /// <summary>A run has succeeded; whether that shows that the device is back.</summary>
    public bool Succeed()
    {
        bool isBack = _isDoubtful && Error is null;
        if (isBack) _isDoubtful = false;
        return isBack;
    }

    private void Wait() => (_tried, _wait, _delay) = (time.GetTimestamp(), _delay, _delay * 2 < s_longestDelay ? _delay * 2 : s_longestDelay);
}
