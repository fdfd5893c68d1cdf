namespace CoCa.Training.Evaluation;

/// <summary>BLEU-1 to BLEU-4 of all captions together: counts clipped by the reference that has most, the reference length closest to each caption's (the shorter of two), no smoothing.</summary>
internal static class Bleu
{
    public static double[] Score(int[][] captions, int[][][] references)
    {
        long[] hits = new long[Ngram.Longest], totals = new long[Ngram.Longest];
        long length = 0, referenceLength = 0;
        for (int i = 0; i < captions.Length; i++)
        {
            int own = captions[i].Length;
            length += own;
            referenceLength += references[i].Select(r => r.Length).MinBy(l => (Math.Abs(l - own), l));
            for (int n = 1; n <= Ngram.Longest; n++)
            {
                Dictionary<Ngram, int>[] humans = [.. references[i].Select(r => Ngram.Count(r, n))];
                foreach ((Ngram ngram, int count) in Ngram.Count(captions[i], n)) hits[n - 1] += Math.Min(count, humans.Max(h => h.GetValueOrDefault(ngram)));
                totals[n - 1] += Math.Max(own - n + 1, 0);
            }
        }
        double brevity = length == 0 ? 0 : length < referenceLength ? Math.Exp(1 - (double)referenceLength / length) : 1, logarithms = 0;
        double[] scores = new double[Ngram.Longest];
        for (int n = 0; n < Ngram.Longest; n++)
        {
            logarithms += totals[n] == 0 ? double.NegativeInfinity : Math.Log((double)hits[n] / totals[n]);
            scores[n] = brevity * Math.Exp(logarithms / (n + 1));
        }
        return scores;
    }
}
