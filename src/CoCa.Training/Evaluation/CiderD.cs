using System.Runtime.InteropServices;

namespace CoCa.Training.Evaluation;

/// <summary>
/// CIDEr-D: for runs of 1 to 4 words the cosine of counts weighted by how few pictures' references have the run, counts clipped to the reference's,
/// times a penalty for another length (sigma 6); the mean over references and run lengths, times 10.
/// </summary>
internal static class CiderD
{
    private const double TwiceSigmaSquared = 2 * 6 * 6;

    public static double[] Score(int[][] captions, int[][][] references)
    {
        double[] scores = new double[captions.Length];
        double logPictures = Math.Log(captions.Length);
        for (int n = 1; n <= Ngram.Longest; n++)
        {
            Dictionary<Ngram, int>[][] humans = [.. references.Select(r => r.Select(w => Ngram.Count(w, n)).ToArray())];
            Dictionary<Ngram, int> pictures = [];
            foreach (Dictionary<Ngram, int>[] one in humans)
                foreach (Ngram ngram in one.SelectMany(r => r.Keys).Distinct()) CollectionsMarshal.GetValueRefOrAddDefault(pictures, ngram, out _)++;
            for (int i = 0; i < captions.Length; i++)
            {
                Dictionary<Ngram, double> own = Weigh(Ngram.Count(captions[i], n), out double ownNorm);
                double sum = 0;
                for (int r = 0; r < humans[i].Length; r++)
                {
                    Dictionary<Ngram, double> other = Weigh(humans[i][r], out double otherNorm);
                    double product = 0;
                    foreach ((Ngram ngram, double weight) in own)
                        if (other.TryGetValue(ngram, out double theirs)) product += Math.Min(weight, theirs) * theirs;
                    if (ownNorm > 0 && otherNorm > 0) product /= ownNorm * otherNorm;
                    // The original measures length in pairs of words.
                    double difference = Math.Max(captions[i].Length - 1, 0) - Math.Max(references[i][r].Length - 1, 0);
                    sum += product * Math.Exp(-difference * difference / TwiceSigmaSquared);
                }
                scores[i] += 10 * sum / humans[i].Length / Ngram.Longest;
            }

            Dictionary<Ngram, double> Weigh(Dictionary<Ngram, int> counts, out double norm)
            {
                Dictionary<Ngram, double> weights = new(counts.Count);
                norm = 0;
                foreach ((Ngram ngram, int count) in counts)
                {
                    double weight = count * (logPictures - Math.Log(Math.Max(1, pictures.GetValueOrDefault(ngram))));
                    weights.Add(ngram, weight);
                    norm += weight * weight;
                }
                norm = Math.Sqrt(norm);
                return weights;
            }
        }
        return scores;
    }
}
