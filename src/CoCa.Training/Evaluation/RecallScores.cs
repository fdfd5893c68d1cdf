namespace CoCa.Training.Evaluation;

/// <summary>How early what belongs to a query stands in the ranking.</summary>
/// <param name="R1">Share of queries (0 to 1) whose first result is right.</param>
/// <param name="R5">Share with a right one among the first 5.</param>
/// <param name="R10">Share with a right one among the first 10.</param>
/// <param name="MedianRank">The median of the first right result's place, from 1.</param>
public sealed record RecallScores(double R1, double R5, double R10, double MedianRank)
{
    /// <summary>Sums up ranks, from 1; reorders them.</summary>
    internal static RecallScores Of(int[] ranks)
    {
        Array.Sort(ranks);
        double median = (ranks[(ranks.Length - 1) / 2] + ranks[ranks.Length / 2]) / 2.0;
        return new(Share(1), Share(5), Share(10), median);

        double Share(int most) => (double)ranks.Count(r => r <= most) / ranks.Length;
    }
}
