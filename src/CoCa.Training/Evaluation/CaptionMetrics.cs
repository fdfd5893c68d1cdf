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

        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        int[][] words = [.. captions.Select(Words)];
        int[][][] humans = [.. references.Select(r => r.Select(Words).ToArray())];
        double[] bleu = Bleu.Score(words, humans);
        double[] rouge = [.. words.Select((w, i) => RougeL.Score(w, humans[i]))], cider = CiderD.Score(words, humans);
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

        int[] Words(string text)
        {
            IReadOnlyList<string> split = CaptionWords.Split(text);
            int[] numbers = new int[split.Count];
            for (int i = 0; i < numbers.Length; i++)
                if (!ids.TryGetValue(split[i], out numbers[i])) ids.Add(split[i], numbers[i] = ids.Count);
            return numbers;
        }
    }
}
