using System.Runtime.InteropServices;

namespace CoCa.Training.Evaluation;

/// <summary>
/// CIDEr-D: for runs of 1 to 4 words the cosine of counts weighted by how few pictures' references have the run, counts clipped to the reference's,
/// times a penalty for another length (sigma 6); the mean over references and run lengths, times 10. Thread-safe.
/// </summary>
internal sealed class CiderD
{
    private const double TwiceSigmaSquared = 2 * 6 * 6;

    private readonly Dictionary<Ngram, int> _pictures = [];
    private readonly double _logCount;

    /// <summary>Counts in how many pictures' references each run of words stands.</summary>
    /// <param name="corpus">The references of every picture, each as the numbers of its words.</param>
    public CiderD(IReadOnlyCollection<int[][]> corpus)
    {
        _logCount = Math.Log(corpus.Count);
        foreach (int[][] references in corpus)
            for (int n = 1; n <= Ngram.Longest; n++)
                foreach (Ngram ngram in references.SelectMany(r => Ngram.Count(r, n).Keys).Distinct()) CollectionsMarshal.GetValueRefOrAddDefault(_pictures, ngram, out _)++;
    }

    /// <summary>One caption against what people said of its picture.</summary>
    public double Score(int[] caption, int[][] references)
    {
        double score = 0;
        for (int n = 1; n <= Ngram.Longest; n++)
        {
            Dictionary<Ngram, double> own = Weigh(Ngram.Count(caption, n), out double ownNorm);
            double sum = 0;
            foreach (int[] reference in references)
            {
                Dictionary<Ngram, double> other = Weigh(Ngram.Count(reference, n), out double otherNorm);
                double product = 0;
                foreach ((Ngram ngram, double weight) in own)
                    if (other.TryGetValue(ngram, out double theirs)) product += Math.Min(weight, theirs) * theirs;
                if (ownNorm > 0 && otherNorm > 0) product /= ownNorm * otherNorm;
                // The original measures length in pairs of words.
                double difference = Math.Max(caption.Length - 1, 0) - Math.Max(reference.Length - 1, 0);
                sum += product * Math.Exp(-difference * difference / TwiceSigmaSquared);
            }
            score += 10 * sum / references.Length / Ngram.Longest;
        }
        return score;
    }

    private Dictionary<Ngram, double> Weigh(Dictionary<Ngram, int> counts, out double norm)
    {
        Dictionary<Ngram, double> weights = new(counts.Count);
        norm = 0;
        foreach ((Ngram ngram, int count) in counts)
        {
            double weight = count * (_logCount - Math.Log(Math.Max(1, _pictures.GetValueOrDefault(ngram))));
            weights.Add(ngram, weight);
            norm += weight * weight;
        }
        norm = Math.Sqrt(norm);
        return weights;
    }
}
