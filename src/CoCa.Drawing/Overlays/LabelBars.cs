namespace CoCa.Drawing.Overlays;

/// <summary>Label bars that glide to their values, and which of them stand highest.</summary>
internal sealed class LabelBars(int shown)
{
    /// <summary>After this time two thirds of the way to a new value are gone.</summary>
    private static readonly TimeSpan s_glide = TimeSpan.FromMilliseconds(160);

    private readonly Dictionary<string, float> _values = new(StringComparer.Ordinal);
    private readonly int[] _best = new int[shown];
    private int _count;

    /// <summary>The highest bars' labels by number, the highest first.</summary>
    public ReadOnlySpan<int> Best => _best.AsSpan(0, _count);

    /// <summary>A label's bar now, 0 to 1.</summary>
    public float Of(in OverlayLabel label) => _values.GetValueOrDefault(label.Name);

    /// <summary>Moves the bars on by some time; bars of labels that were not there before rise from nothing, but at the very beginning.</summary>
    public void Advance(ReadOnlySpan<OverlayLabel> labels, TimeSpan time)
    {
        bool isFirst = time == TimeSpan.MaxValue;
        float part = isFirst ? 1 : time <= TimeSpan.Zero ? 0 : 1 - MathF.Exp(-(float)(time / s_glide));
        // Labels change while the stream runs: those that are long gone are forgotten.
        if (_values.Count > labels.Length + 256) _values.Clear();
        _count = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            float target = float.IsFinite(labels[i].Probability) ? labels[i].Probability : 0, before = _values.GetValueOrDefault(labels[i].Name);
            float value = _values[labels[i].Name] = before + (target - before) * part;
            if (_best.Length == 0 || _count == _best.Length && value <= Of(labels[_best[_count - 1]])) continue;
            int at = _count < _best.Length ? _count++ : _count - 1;
            for (; at > 0 && value > Of(labels[_best[at - 1]]); at--) _best[at] = _best[at - 1];
            _best[at] = i;
        }
    }
}
