using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>
/// The manifest's JSON, generated at build time. The generated reader gives what is missing its type's default, not the property's:
/// so everything that is not null by default is required.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    MaxDepth = 32,
    Converters = [typeof(CoCaConfigConverter)])]
[JsonSerializable(typeof(BundleManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
