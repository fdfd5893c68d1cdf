using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoCa.Drawing.Themes;

/// <summary>Colours as <c>"#RRGGBB"</c> or <c>"#RRGGBBAA"</c>.</summary>
internal sealed class RgbaConverter : JsonConverter<Rgba>
{
    public override Rgba Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String ? Rgba.Parse(reader.GetString()!) : throw new JsonException("a colour is a text, #RRGGBB or #RRGGBBAA");
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Rgba value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
