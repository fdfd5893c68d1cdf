using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>An ONNX graph of a bundle.</summary>
public sealed record GraphInfo
{
    /// <summary>The graph's file in the bundle. Its weights may lie in other listed files, which the graph names itself.</summary>
    public required string File { get; init; }

    /// <summary>What the graph reads.</summary>
    public required IReadOnlyList<GraphPort> Inputs { get; init; }

    /// <summary>What the graph computes.</summary>
    public required IReadOnlyList<GraphPort> Outputs { get; init; }

    /// <summary>What a runner must know besides, such as <c>attention</c> = <c>gqa</c> or <c>batch</c> = <c>1</c>.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}
