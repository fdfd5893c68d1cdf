using CoCa.Inference.Generation;

namespace CoCa.Inference.Tests.Generation;

/// <summary>Runs a search to its end and textbook versions of the same algorithms, written for nothing but plainness.</summary>
internal static class Searches
{
    public const int Start = 18, End = 19, Vocabulary = 20;
    public static readonly SpecialTokens Special = new(Start, End);

    public static GeneratedCaption[] Run(TableDecoder decoder, GenerationOptions options, List<CaptionToken>? settled = null)
    {
        TokenSearch search = TokenSearch.Create(decoder, options, Special);
        bool more;
        do
        {
            more = search.Step();
            settled?.AddRange(search.Settled);
        }
        while (more);
        Assert.False(search.Step());
        return search.Captions();
    }

    public static long[] Greedy(TableDecoder decoder, int picture, GenerationOptions options)
    {
        List<long> row = [Start];
        while (row.Count < options.MaxLength && row[^1] != End && (row[^1] != 0 || row.Count == 1))
        {
            float[] logits = Processed(decoder, picture, row, options);
            row.Add(row.Count + 1 == options.MaxLength ? End : Array.IndexOf(logits, logits.Max()));
        }
        return [.. row];
    }

    public static List<(long[] Ids, double Score)> Beam(TableDecoder decoder, int picture, GenerationOptions options)
    {
        List<(long[] Ids, double Score)> beam = [([Start], 0)];
        while (beam.Any(h => IsOpen(h.Ids)))
        {
            List<(long[], double)> next = [.. beam.Where(h => !IsOpen(h.Ids))];
            foreach ((long[] ids, double score) in beam.Where(h => IsOpen(h.Ids)))
            {
                float[] logits = Processed(decoder, picture, ids, options);
                double sum = Math.Log(logits.Sum(l => Math.Exp(l)));
                for (int v = 0; v < logits.Length; v++)
                    if (!float.IsNegativeInfinity(logits[v])) next.Add(([.. ids, v], score + logits[v] - sum));
            }
            beam = [.. next.OrderByDescending(h => h.Item2 / Math.Pow(h.Item1.Length - 1, options.LengthPenalty)).Take(options.Beams)];
        }
        return beam;

        bool IsOpen(long[] ids) => ids[^1] != End && ids.Length < options.MaxLength;
    }

    /// <summary>All groups, all beams, equal beams at -1e9 at the start: as the reference's loop is described, without our short cuts.</summary>
    public static long[] OpenClip(TableDecoder decoder, int picture, GenerationOptions options)
    {
        int groups = options.BeamGroups, width = options.Beams / groups;
        List<(double Score, long[] Ids)> all = [];
        for (int group = 0; group < groups; group++)
        {
            List<(long[] Ids, float Score)> beams = [.. Enumerable.Range(0, width).Select(b => (new long[] { Start }, b == 0 ? 0f : -1e9f))];
            List<(double Score, long[] Ids)> stored = [];
            bool done = false;
            for (int length = 2; !done && length <= options.MaxLength; length++)
            {
                List<(int Beam, int Token, float Sum)> candidates = [];
                for (int b = 0; b < width; b++)
                {
                    float[] logits = Processed(decoder, picture, beams[b].Ids, options);
                    for (int v = 0; v < logits.Length; v++) candidates.Add((b, v, logits[v] + beams[b].Score));
                }
                candidates = [.. candidates.OrderByDescending(c => c.Sum).Take(2 * width)];
                List<(long[], float)> next = [];
                for (int rank = 0; rank < candidates.Count && next.Count < width; rank++)
                {
                    (int b, int token, float sum) = candidates[rank];
                    if (token != End) next.Add(([.. beams[b].Ids, token], sum));
                    else if (rank < width) Store(beams[b].Ids, (double)sum / length);
                }
                beams = next;
                done = stored.Count == width && stored.Min(s => s.Score) >= (double)candidates[0].Sum / length;
            }
            if (!done) foreach ((long[] ids, float score) in beams) Store(ids, (double)score / ids.Length);
            all.AddRange(stored);

            void Store(long[] ids, double score)
            {
                stored.Add((score, ids));
                if (stored.Count > width) stored.Remove(stored.MinBy(s => s.Score));
            }
        }
        long[] best = all.MaxBy(s => s.Score).Ids;
        return best.Length < options.MaxLength ? [.. best, End] : best;
    }

    private static float[] Processed(TableDecoder decoder, int picture, IReadOnlyList<long> ids, GenerationOptions options)
    {
        float[] logits = decoder.Logits(picture, ids);
        if (ids.Count < options.MinLength) logits[End] = float.NegativeInfinity;
        foreach (long id in ids.Distinct()) logits[id] = (float)(logits[id] < 0 ? logits[id] * options.RepetitionPenalty : logits[id] / options.RepetitionPenalty);
        int n = options.NoRepeatNgram;
        if (n > 0 && ids.Count >= n)
            for (int i = 0; i + n <= ids.Count; i++)
                if (ids.Skip(i).Take(n - 1).SequenceEqual(ids.Skip(ids.Count - n + 1))) logits[ids[i + n - 1]] = float.NegativeInfinity;
        return logits;
    }
}
