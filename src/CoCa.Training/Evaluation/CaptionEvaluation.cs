namespace CoCa.Training.Evaluation;

/// <summary>Scores and the captions that they are of, in one order.</summary>
/// <param name="Scores">The scores.</param>
/// <param name="Captions">The captions.</param>
public sealed record CaptionEvaluation(CaptionScores Scores, IReadOnlyList<CaptionedSample> Captions);
