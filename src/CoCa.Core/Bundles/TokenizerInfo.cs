using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>How a bundle's model turns text into ids.</summary>
public sealed record TokenizerInfo
{
    /// <summary>The kind of a tokenizer with CLIP's byte pairs.</summary>
    public const string Clip = "clip";

    /// <summary>The kind of a model without a tokenizer: texts are given as ids.</summary>
    public const string None = "none";

    /// <summary><see cref="Clip"/> or <see cref="None"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The tokenizer's files in the bundle; empty for <see cref="None"/>.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The id that fills a text up to the context length.</summary>
    [JsonRequired]
    public int PadId { get; init; }

    /// <summary>The id before a text's first token.</summary>
    public required int StartId { get; init; }

    /// <summary>The id after a text's last token.</summary>
    public required int EndId { get; init; }
}
