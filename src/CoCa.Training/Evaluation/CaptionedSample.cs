namespace CoCa.Training.Evaluation;

/// <summary>What a model says of a picture, and what people said.</summary>
/// <param name="Name">The sample.</param>
/// <param name="Caption">The model's.</param>
/// <param name="References">Theirs.</param>
public sealed record CaptionedSample(string Name, string Caption, IReadOnlyList<string> References);
