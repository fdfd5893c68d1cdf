using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>A list of labels that comes with a bundle.</summary>
public sealed record LabelSetInfo
{
    /// <summary>The text file of labels in the bundle, UTF-8, one a line.</summary>
    public required string File { get; init; }

    /// <summary>A safetensors file of the labels' unit embeddings <c>[labels, E]</c>, tensor <c>embeddings</c>; null where none is cached.</summary>
    public string? Embeddings { get; init; }

    /// <summary>The sentences that a label is put in, <c>{}</c> standing for it; their embeddings are averaged.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Templates { get; init; } = [];
}
