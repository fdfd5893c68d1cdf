using CoCa.Core;

namespace CoCa.Realtime.Labels;

/// <summary>
/// Fits thresholds to a scene from a short clip of it: what the labels score while they are there, if that was said, and while they are not. One thread at a time.
/// </summary>
/// <remarks>
/// A label that was said to be seen goes on where hits less false alarms are the most (Youden 1950, "Index for rating diagnostic tests"), in the middle of the gap. One that was not is taken to be absent throughout, and goes on
/// a quarter of the way from the highest probability in the clip to 1. It goes off at 0.7 of that, as the default thresholds do, but not below what it has without being there.
/// </remarks>
public sealed class SceneCalibrator(LabelSet set, LabelOptions options)
{
    private const double OffShare = 0.7, Reserve = 0.25, Quiet = 0.95;
    private readonly List<(TimeSpan Time, float[] Embedding)> _frames = [];

    /// <summary>Frames that were added.</summary>
    public int Count => _frames.Count;

    /// <summary>Adds a frame of the clip, in order.</summary>
    /// <param name="time">Its time stamp.</param>
    /// <param name="embedding">The window's embedding [E].</param>
    public void Add(TimeSpan time, ReadOnlySpan<float> embedding) => _frames.Add((time, embedding.ToArray()));

    /// <summary>Fits.</summary>
    /// <param name="isSeen">Whether a label is there at a time, as a person said; null for a label of which nobody said anything.</param>
    /// <exception cref="InvalidInputException">No frame, or a label that is there in all frames or in none of its times.</exception>
    public IReadOnlyList<SceneLabel> Fit(Func<string, TimeSpan, bool?> isSeen)
    {
        ArgumentNullException.ThrowIfNull(isSeen);
        if (_frames.Count == 0) throw new InvalidInputException("no frame to fit thresholds to");
        int labels = set.Names.Count;
        bool[][] seen = [.. set.Names.Select(n => _frames.Select(f => isSeen(n, f.Time) ?? false).ToArray())];
        for (int i = 0; i < labels; i++)
        {
            if (isSeen(set.Names[i], TimeSpan.Zero) is null) continue;
            if (!seen[i].Contains(true)) throw new InvalidInputException($"{set.Names[i]}: no frame of the clip lies in the times at which it is said to be seen");
            if (!seen[i].Contains(false)) throw new InvalidInputException($"{set.Names[i]}: it is said to be seen in every frame; expected some without it");
        }
        float[] usual = Usual(seen);
        float[][] scores = Scores(usual);
        return [.. Enumerable.Range(0, labels).Select(i => Fit(set.Names[i], [.. scores.Select(s => s[i])], seen[i], usual[i]))];
    }

    /// <summary>The mean excess of every label over the frames without it; 0 for sets that are not calibrated.</summary>
    private float[] Usual(bool[][] seen)
    {
        int labels = set.Names.Count;
        float[] usual = new float[labels], probabilities = new float[labels], excess = new float[labels];
        for (int f = 0; f < _frames.Count; f++)
        {
            set.Probabilities(_frames[f].Embedding, [], probabilities, excess);
            for (int i = 0; i < labels; i++) usual[i] += seen[i][f] ? 0 : excess[i];
        }
        for (int i = 0; i < labels; i++) usual[i] /= Math.Max(1, seen[i].Count(s => !s));
        return usual;
    }

    /// <summary>The smoothed probabilities as a reader that knows the scene gives them.</summary>
    private float[][] Scores(float[] usual)
    {
        SceneCalibration known = new() { Labels = [.. set.Names.Select((n, i) => new SceneLabel(n, 1, 0, usual[i]))], Templates = [], Clip = "" };
        LabelReader reader = new(set, options with { History = TimeSpan.Zero, Scene = known });
        return [.. _frames.Select(f => reader.Read(f.Embedding, f.Time).ToArray().Select(l => l.Probability).ToArray())];
    }

    private static SceneLabel Fit(string name, float[] scores, bool[] seen, float usual)
    {
        float[] without = [.. scores.Where((_, f) => !seen[f]).Order()], with = [.. scores.Where((_, f) => seen[f]).Order()];
        double on = with.Length == 0 ? without[^1] + (1 - without[^1]) * Reserve : Cut(without, with);
        double quiet = with.Length == 0 ? without[^1] : without[(int)(Quiet * (without.Length - 1))];
        return new(name, Math.Round(on, 4), Math.Round(Math.Min(on, Math.Max(on * OffShare, quiet)), 4), usual);
    }

    /// <summary>The threshold at which the share of hits is the most above that of false alarms.</summary>
    private static double Cut(float[] without, float[] with)
    {
        float[] all = [.. without.Concat(with).Distinct().Order()];
        (double Index, double Cut) best = (double.NegativeInfinity, 0.5);
        for (int i = 0; i < all.Length; i++)
        {
            double cut = i == 0 ? all[0] : (all[i - 1] + all[i]) / 2.0;
            double index = (double)with.Count(p => p >= cut) / with.Length - (double)without.Count(p => p >= cut) / without.Length;
            if (index > best.Index) best = (index, cut);
        }
        return best.Cut;
    }
}
