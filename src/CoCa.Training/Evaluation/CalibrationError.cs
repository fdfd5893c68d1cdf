namespace CoCa.Training.Evaluation;

/// <summary>How far probabilities are from how often they are right.</summary>
public static class CalibrationError
{
    /// <summary>
    /// The expected calibration error (Naeini et al. 2015; Guo et al. 2017, section 2, equation 3): the mean over equal bins of the gap between the mean confidence and the share of right answers, weighted by the
    /// bins' counts. A confidence of exactly <c>k / bins</c> is in bin k, counted from 1.
    /// </summary>
    /// <param name="confidences">The probabilities of the answers given, 0 to 1.</param>
    /// <param name="isRight">Whether each was right.</param>
    /// <param name="bins">Bins of equal width.</param>
    /// <returns>0 to 1; 0 for no answers.</returns>
    public static double Expected(IReadOnlyList<double> confidences, IReadOnlyList<bool> isRight, int bins = 10)
    {
        ArgumentNullException.ThrowIfNull(confidences);
        ArgumentNullException.ThrowIfNull(isRight);
        ArgumentOutOfRangeException.ThrowIfNotEqual(isRight.Count, confidences.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double[] gaps = new double[bins];
        for (int i = 0; i < confidences.Count; i++) gaps[Math.Clamp((int)Math.Ceiling(confidences[i] * bins) - 1, 0, bins - 1)] += confidences[i] - (isRight[i] ? 1 : 0);
        return confidences.Count == 0 ? 0 : gaps.Sum(Math.Abs) / confidences.Count;
    }
}
