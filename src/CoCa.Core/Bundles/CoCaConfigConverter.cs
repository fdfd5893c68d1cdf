using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CoCa.Core.Configuration;

namespace CoCa.Core.Bundles;

/// <summary>A configuration inside a manifest, in the form that OpenCLIP gives it.</summary>
internal sealed class CoCaConfigConverter : JsonConverter<CoCaConfig>
{
    public override CoCaConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => CoCaConfig.FromJson(JsonNode.Parse(ref reader));

    public override void Write(Utf8JsonWriter writer, CoCaConfig value, JsonSerializerOptions options) => value.ToJsonObject().WriteTo(writer, options);
}
