using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>A classifier on top of the model that comes with a bundle, such as one for actions.</summary>
public sealed record HeadInfo
{
    /// <summary>The name of the head's graph among the bundle's graphs.</summary>
    public required string Graph { get; init; }

    /// <summary>The text file of class names in the bundle, UTF-8, one a line, in the order of the graph's output.</summary>
    public required string Labels { get; init; }

    /// <summary>The safetensors file that the graph was made of, for training on; null where it is not kept.</summary>
    public string? Weights { get; init; }

    /// <summary>The number of frames that the head was trained on at once.</summary>
    [JsonRequired]
    public int Frames { get; init; } = 1;

    /// <summary>The calibrated probability below which the answer is "nothing", 0 to 1.</summary>
    [JsonRequired]
    public double Threshold { get; init; }

    /// <summary>What a runner must know besides.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}
