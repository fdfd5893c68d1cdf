namespace CoCa.Core.Bundles;

/// <summary>An input or output of a graph.</summary>
public sealed record GraphPort
{
    /// <summary>Its name in the graph.</summary>
    public required string Name { get; init; }

    /// <summary>The element type in ONNX's words: <c>float</c>, <c>float16</c>, <c>int64</c>, <c>int32</c>, <c>bool</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The shape; empty for a scalar.</summary>
    public required IReadOnlyList<GraphDimension> Shape { get; init; }

    /// <summary>The shape as text: <c>[B, 3, 224, 224]</c>.</summary>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}
