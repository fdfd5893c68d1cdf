using System.Text.Json.Serialization;

namespace CoCa.Drawing.Themes;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, Converters = [typeof(RgbaConverter)])]
[JsonSerializable(typeof(Theme))]
internal sealed partial class ThemeJson : JsonSerializerContext;
