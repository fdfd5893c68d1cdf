namespace CoCa.Training.Evaluation;

/// <summary>A picture's cosines, and which label is right.</summary>
/// <param name="Labels">To every label [labels].</param>
/// <param name="Background">To every phrase of the background [phrases].</param>
/// <param name="Right">The right label's number.</param>
internal sealed record LabelledCosines(float[] Labels, float[] Background, int Right);
