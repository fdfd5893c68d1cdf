using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoCa.Core.Configuration;

/// <summary>
/// The shape of a CoCa model, in OpenCLIP's terms (<c>model_cfg</c> of a model configuration file). Immutable.
/// </summary>
public sealed record CoCaConfig
{
    /// <summary>E: the width of image and text embeddings, and of pooled image tokens.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Whether the activation is <c>x * sigmoid(1.702 x)</c> instead of the exact GELU.</summary>
    public bool QuickGelu { get; init; }

    /// <summary>The image tower.</summary>
    public required VisionConfig Vision { get; init; }

    /// <summary>The unimodal text tower.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>The multimodal decoder.</summary>
    public required MultimodalConfig Multimodal { get; init; }

    /// <summary>
    /// Reads a configuration: the <c>model_cfg</c> itself or an object that holds it under that name. Unknown keys are ignored.
    /// </summary>
    /// <exception cref="InvalidInputException">Not JSON, a key is missing or out of range, or a tower is of a kind that CoCa does not have.</exception>
    public static CoCaConfig Parse(ReadOnlySpan<byte> utf8Json)
    {
        JsonNode? root;
        try
        {
            StrictJson.Check(utf8Json);
            var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = StrictJson.MaximumDepth });
            root = JsonNode.Parse(ref reader);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidInputException($"the model configuration is not JSON: {e.Message}", e);
        }
        return ConfigReader.Read(root);
    }

    /// <summary>The configuration as OpenCLIP writes it, plus <c>vision_cfg.stem</c> where there is one.</summary>
    public string ToJson() => ConfigWriter.Write(this).ToJsonString();

    /// <summary>The configuration as a JSON object, to be placed in a larger one.</summary>
    public JsonObject ToJsonObject() => ConfigWriter.Write(this);

    /// <summary>Reads what <see cref="ToJsonObject"/> wrote.</summary>
    /// <exception cref="InvalidInputException">As for <see cref="Parse"/>.</exception>
    public static CoCaConfig FromJson(JsonNode? node) => ConfigReader.Read(node);

    /// <summary>Checks that the parts fit together.</summary>
    /// <exception cref="InvalidInputException">They do not; the message names the key.</exception>
    public void Validate() => ConfigValidation.Check(this);
}
