using System.Text.Json.Serialization;

namespace CoCa.Realtime.Labels;

/// <summary>The file's JSON, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(SceneCalibration))]
internal sealed partial class SceneCalibrationJson : JsonSerializerContext;
