namespace CoCa.Export.Weights;

/// <summary>The input projections of an attention layer.</summary>
[Flags]
internal enum AttentionParts
{
    None = 0,
    Queries = 1,
    Keys = 2,
    Values = 4,
    All = Queries | Keys | Values,
}
