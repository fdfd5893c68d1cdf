namespace CoCa.Inference.Generation;

/// <summary>The ids that steer generation.</summary>
/// <param name="Start">Stands before every caption.</param>
/// <param name="End">Ends a caption.</param>
/// <param name="Pad">Fills a row after its end; a row whose last token is this one is finished too.</param>
public readonly record struct SpecialTokens(long Start, long End, long Pad = 0);
