namespace CoCa.Inference.Generation;

/// <summary>A token of a caption that will not be taken back.</summary>
/// <param name="Picture">Index of the picture in the batch.</param>
/// <param name="Position">Index in the caption's ids, where the start token is 0.</param>
/// <param name="Id">The token.</param>
public readonly record struct CaptionToken(int Picture, int Position, long Id);
