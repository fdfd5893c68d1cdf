using CoCa.Realtime.Results;

namespace CoCa.Realtime.Labels;

/// <summary>
/// Reads labels from a stream's embeddings so that they do not flicker: probabilities are smoothed, <c>s += (1 - exp(-dt / tau)) (p - s)</c>, and a label is switched at
/// two thresholds, only after it has been across one for a while (<see cref="LabelOptions"/>). Smoothed probabilities of a set still sum to 1. Only the past counts. Allocates
/// nothing after the start. One thread at a time.
/// </summary>
public sealed class LabelReader
{
    private readonly LabelSet _set;
    private readonly LabelOptions _options;
    private readonly float[] _probabilities;
    private readonly LabelScore[] _scores;
    private readonly TimeSpan?[] _across;
    private TimeSpan? _last;

    /// <summary>A reader without a past.</summary>
    /// <exception cref="CoCa.Core.InvalidInputException">An option is out of its range.</exception>
    public LabelReader(LabelSet set, LabelOptions options)
    {
        options.Validate();
        (_set, _options) = (set, options);
        _probabilities = new float[set.Names.Count];
        _scores = [.. set.Names.Select(n => new LabelScore(n, 0, false))];
        _across = new TimeSpan?[_scores.Length];
    }

    /// <summary>Reads a frame; the memory is filled anew by the next.</summary>
    /// <param name="embedding">The window's embedding [E], of unit length.</param>
    /// <param name="time">The frame's time stamp.</param>
    public ReadOnlyMemory<LabelScore> Read(ReadOnlySpan<float> embedding, TimeSpan time)
    {
        _set.Probabilities(embedding, _probabilities);
        double keep = _last is { } last && time >= last && _options.Smoothing > TimeSpan.Zero ? Math.Exp(-((time - last) / _options.Smoothing)) : 0;
        bool isFirst = _last is null;
        for (int i = 0; i < _scores.Length; i++)
        {
            LabelScore before = _scores[i];
            float p = isFirst || keep == 0 ? _probabilities[i] : (float)(before.Probability * keep + _probabilities[i] * (1 - keep));
            _scores[i] = before with { Probability = p, IsOn = Switch(i, before.IsOn, p, time) };
        }
        _last = time;
        return _scores;
    }

    /// <summary>The scene has changed: what was seen before says nothing of the next frame.</summary>
    public void Reset()
    {
        _last = null;
        Array.Clear(_across);
    }

    private bool Switch(int label, bool isOn, float p, TimeSpan time)
    {
        if (isOn ? p >= _options.Off : p < _options.On)
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
