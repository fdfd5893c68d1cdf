using CoCa.Realtime.Results;

namespace CoCa.Realtime.Labels;

/// <summary>
/// Reads labels from a stream's embeddings so that they do not flicker: probabilities are smoothed, <c>s += (1 - exp(-dt / tau)) (p - s)</c>, and a label is switched at
/// two thresholds, only after it has been across one for a while (<see cref="LabelOptions"/>). Smoothed probabilities of a set sum to 1 still, or to at most 1 if it is calibrated.
/// </summary>
/// <remarks>
/// A calibrated set is also held against the scene's own history: a label that always scores high here, a lawn that looks a little like a dog, is lowered by what it usually has above the level of
/// wrong labels. That is learned only while the label is off, as a background is learned for subtraction, so that what has been on for hours stays on. Only the past counts. Allocates nothing after the start. One thread at a time.
/// </remarks>
public sealed class LabelReader
{
    private readonly LabelSet _set;
    private readonly LabelOptions _options;
    private readonly float[] _probabilities, _excess, _usual;
    private readonly SceneLabel[] _thresholds;
    private readonly LabelScore[] _scores;
    private readonly TimeSpan?[] _across;
    private TimeSpan? _last;

    /// <summary>A reader without a past.</summary>
    /// <exception cref="CoCa.Core.InvalidInputException">An option is out of its range.</exception>
    public LabelReader(LabelSet set, LabelOptions options)
    {
        ArgumentNullException.ThrowIfNull(set);
        options.Validate();
        (_set, _options) = (set, options);
        int count = set.Names.Count;
        (_probabilities, _excess, _usual) = (new float[count], new float[count], new float[count]);
        _thresholds = [.. set.Names.Select(n => options.Scene?.Find(n) ?? new SceneLabel(n, options.On, options.Off, 0))];
        _scores = [.. set.Names.Select(n => new LabelScore(n, 0, false))];
        _across = new TimeSpan?[count];
        Forget();
    }

    /// <summary>Reads a frame; the memory is filled anew by the next.</summary>
    /// <param name="embedding">The window's embedding [E], of unit length.</param>
    /// <param name="time">The frame's time stamp.</param>
    public ReadOnlyMemory<LabelScore> Read(ReadOnlySpan<float> embedding, TimeSpan time)
    {
        _set.Probabilities(embedding, _usual, _probabilities, _excess);
        bool follows = _last is { } last && time >= last;
        double keep = follows ? Remaining(time - _last!.Value, _options.Smoothing) : 0;
        float learn = follows && _options.History > TimeSpan.Zero ? (float)(1 - Remaining(time - _last!.Value, _options.History)) : 0;
        for (int i = 0; i < _scores.Length; i++)
        {
            LabelScore before = _scores[i];
            float p = keep == 0 ? _probabilities[i] : (float)(before.Probability * keep + _probabilities[i] * (1 - keep));
            _scores[i] = before with { Probability = p, IsOn = Switch(i, before.IsOn, p, time) };
            if (!_scores[i].IsOn) _usual[i] += learn * (_excess[i] - _usual[i]);
        }
        _last = time;
        return _scores;
    }

    /// <summary>The scene has changed: what was seen before says nothing of the next frame.</summary>
    public void Reset()
    {
        _last = null;
        Array.Clear(_across);
        Forget();
    }

    private void Forget()
    {
        for (int i = 0; i < _usual.Length; i++) _usual[i] = _thresholds[i].Usual;
    }

    private static double Remaining(TimeSpan passed, TimeSpan constant) => constant > TimeSpan.Zero ? Math.Exp(-(passed / constant)) : 0;

    private bool Switch(int label, bool isOn, float p, TimeSpan time)
    {
        if (isOn ? p >= _thresholds[label].Off : p < _thresholds[label].On)
        {
            _across[label] = null;
            return isOn;
        }
        TimeSpan since = _across[label] is { } s && s <= time ? s : time;
        _across[label] = since;
        if (time - since < _options.MinDuration) return isOn;
        _across[label] = null;
        return !isOn;
    }
}
