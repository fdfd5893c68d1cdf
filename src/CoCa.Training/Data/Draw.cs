namespace CoCa.Training.Data;

/// <summary>The sample at a place of an endless shuffled sequence.</summary>
/// <param name="Source">Which source of the mix.</param>
/// <param name="Index">Which sample of the source.</param>
/// <param name="Epoch">How often all of the source's samples came before.</param>
/// <param name="Seed">What everything random about this one view of the sample is made of.</param>
public readonly record struct Draw(int Source, int Index, long Epoch, ulong Seed);
