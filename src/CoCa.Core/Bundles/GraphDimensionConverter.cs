using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>Reads and writes a <see cref="GraphDimension"/> as a number from 0 or as a text.</summary>
public sealed class GraphDimensionConverter : JsonConverter<GraphDimension>
{
    /// <inheritdoc/>
    public override GraphDimension Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt64(out long size) && size >= 0 => size,
        JsonTokenType.String when reader.GetString() is { Length: > 0 } symbol => symbol,
        _ => throw new JsonException("a dimension is neither a whole number from 0 nor a symbol"),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, GraphDimension value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Symbol is { } symbol) writer.WriteStringValue(symbol);
        else writer.WriteNumberValue(value.Size ?? 0);
    }
}
