using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>The manifest's JSON, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    MaxDepth = 32,
    Converters = [typeof(CoCaConfigConverter)])]
[JsonSerializable(typeof(BundleManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
