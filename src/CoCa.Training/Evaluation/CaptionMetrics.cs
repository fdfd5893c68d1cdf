namespace CoCa.Training.Evaluation;

/// <summary>Compares captions with those that people wrote: BLEU (Papineni 2002), ROUGE-L (Lin 2004), CIDEr-D (Vedantam 2015), as the COCO captioning evaluation computes them.</summary>
public static class CaptionMetrics
{
    /// <summary>Scores one caption for each picture.</summary>
    /// <param name="captions">The captions.</param>
    /// <param name="references">What people said of the same pictures; at least one text each.</param>
    /// <exception cref="ArgumentException">Numbers differ, there is none, or a picture has no reference.</exception>
    public static CaptionScores Score(IReadOnlyList<string> captions, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(references);
        if (captions.Count == 0 || captions.Count != references.Count) throw new ArgumentException($"{captions.Count} captions for {references.Count} pictures, must be one each", nameof(captions));
        if (references.Any(r => r.Count == 0)) throw new ArgumentException("a picture has no reference", nameof(references));

        WordNumbers numbers = new();
        int[][] words = [.. captions.Select(c => numbers.Of(c))];
        int[][][] humans = [.. references.Select(r => r.Select(c => numbers.Of(c)).ToArray())];
        CiderD ciderD = new(humans);
        double[] bleu = Bleu.Score(words, humans);
        double[] rouge = [.. words.Select((w, i) => RougeL.Score(w, humans[i]))], cider = [.. words.Select((w, i) => ciderD.Score(w, humans[i]))];
        return new()
        {
            Bleu1 = bleu[0],
            Bleu2 = bleu[1],
            Bleu3 = bleu[2],
            Bleu4 = bleu[3],
            RougeL = rouge.Average(),
            CiderD = cider.Average(),
            Distinct = captions.Distinct(StringComparer.Ordinal).Count(),
            RougeLEach = rouge,
            CiderDEach = cider,
        };
    }
}
