using CoCa.Core.Bundles;

namespace CoCa.Export;

/// <summary>What an export leaves for the bundle's manifest.</summary>
/// <param name="Graphs">The graphs by name.</param>
/// <param name="LogitScale">What a cosine is multiplied with before a softmax: exp of the stored logarithm.</param>
public sealed record ExportedGraphs(IReadOnlyDictionary<string, GraphInfo> Graphs, float LogitScale);
