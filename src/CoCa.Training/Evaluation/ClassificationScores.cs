namespace CoCa.Training.Evaluation;

/// <summary>How often a class is found, as fractions from 0 to 1.</summary>
/// <param name="Accuracy">The first guess is right.</param>
/// <param name="Accuracy5">One of the first five guesses is right; null for a linear probe.</param>
/// <param name="Classes">Classes to choose from.</param>
/// <param name="Samples">Pictures that were looked at.</param>
public sealed record ClassificationScores(double Accuracy, double? Accuracy5, int Classes, int Samples);
