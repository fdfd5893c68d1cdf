namespace CoCa.Training.Evaluation;

/// <summary>Retrieval both ways.</summary>
/// <param name="ImageToText">A picture looks for one of its captions among all captions.</param>
/// <param name="TextToImage">A caption looks for its picture among all pictures.</param>
public sealed record RetrievalScores(RecallScores ImageToText, RecallScores TextToImage);
