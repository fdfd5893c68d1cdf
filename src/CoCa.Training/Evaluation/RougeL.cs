namespace CoCa.Training.Evaluation;

/// <summary>ROUGE-L: the longest common subsequence, best precision and best recall over the references taken separately, beta 1.2.</summary>
internal static class RougeL
{
    private const double BetaSquared = 1.2 * 1.2;

    public static double Score(int[] caption, int[][] references)
    {
        double precision = 0, recall = 0;
        foreach (int[] reference in references)
        {
            if (caption.Length == 0 || reference.Length == 0) continue;
            int common = Common(caption, reference);
            precision = Math.Max(precision, (double)common / caption.Length);
            recall = Math.Max(recall, (double)common / reference.Length);
        }
        return precision == 0 || recall == 0 ? 0 : (1 + BetaSquared) * precision * recall / (recall + BetaSquared * precision);
    }

    private static int Common(int[] a, int[] b)
    {
        int[] best = new int[b.Length + 1];
        foreach (int word in a)
        {
            int diagonal = 0;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = best[j];
                best[j] = word == b[j - 1] ? diagonal + 1 : Math.Max(above, best[j - 1]);
                diagonal = above;
            }
        }
        return best[^1];
    }
}
