namespace CoCa.Training.Evaluation;

/// <summary>How far the probabilities of labels can be believed, as fractions from 0 to 1.</summary>
/// <param name="Accuracy">The most probable label is right; calibration does not change it.</param>
/// <param name="Ece">The expected calibration error over 10 bins of the most probable label, by the bundle's calibration; as <paramref name="EceUncalibrated"/> where it has none.</param>
/// <param name="EceUncalibrated">The same of the softmax over the scaled cosines.</param>
/// <param name="Confidence">The mean probability of the most probable label: equals the accuracy at best.</param>
/// <param name="ConfidenceUncalibrated">The same of the softmax.</param>
/// <param name="Classes">Labels to choose from.</param>
/// <param name="Samples">Pictures that were looked at.</param>
public sealed record CalibrationScores(double Accuracy, double Ece, double EceUncalibrated, double Confidence, double ConfidenceUncalibrated, int Classes, int Samples);
