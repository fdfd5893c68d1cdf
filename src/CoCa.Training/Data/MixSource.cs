namespace CoCa.Training.Data;

/// <summary>A source and its share of a mix.</summary>
/// <param name="Samples">The samples.</param>
/// <param name="Weight">Its share of the samples drawn, relative to the other sources'; null takes the number of its samples, so that all are seen equally often.</param>
public sealed record MixSource(ISampleSource Samples, double? Weight = null);
