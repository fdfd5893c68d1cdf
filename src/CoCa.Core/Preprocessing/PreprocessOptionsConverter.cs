using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoCa.Core.Preprocessing;

/// <summary>Reads and writes <see cref="PreprocessOptions"/> in the form of OpenCLIP's <c>preprocess_cfg</c>; unknown keys are ignored.</summary>
public sealed class PreprocessOptionsConverter : JsonConverter<PreprocessOptions>
{
    /// <inheritdoc/>
    public override PreprocessOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument json = JsonDocument.ParseValue(ref reader);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("preprocess_cfg is not an object");
        PreprocessOptions result = new();
        foreach (JsonProperty p in json.RootElement.EnumerateObject())
        {
            result = p.Name switch
            {
                "size" => Sized(result, p.Value),
                "mean" => result with { Mean = Triple(p) },
                "std" => result with { Std = Triple(p) },
                "resize_mode" => result with { Mode = ModeOf(p) },
                "mode" => Only(result, p, "RGB"),
                "interpolation" => Only(result, p, "bicubic"),
                "fill_color" => Black(result, p),
                _ => result,
            };
        }
        try
        {
            result.Validate();
        }
        catch (InvalidInputException e)
        {
            throw new JsonException(e.Message, e);
        }
        return result;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PreprocessOptions value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("size");
        writer.WriteNumberValue(value.Height);
        writer.WriteNumberValue(value.Width);
        writer.WriteEndArray();
        writer.WriteString("mode", "RGB");
        WriteTriple(writer, "mean", value.Mean);
        WriteTriple(writer, "std", value.Std);
        writer.WriteString("interpolation", "bicubic");
        writer.WriteString("resize_mode", NameOf(value.Mode));
        writer.WriteEndObject();
    }

    private static string NameOf(ResizeMode mode) => mode switch
    {
        ResizeMode.Squash => "squash",
        ResizeMode.Longest => "longest",
        _ => "shortest",
    };

    private static PreprocessOptions Sized(PreprocessOptions result, JsonElement size)
    {
        if (size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out int side)) return result with { Height = side, Width = side };
        if (size.ValueKind == JsonValueKind.Array)
        {
            JsonElement[] sides = [.. size.EnumerateArray()];
            if (sides.Length is 2 or 3 && Side(sides[^2], out int height) && Side(sides[^1], out int width))
                return result with { Height = height, Width = width };
        }
        throw new JsonException($"preprocess_cfg: size is {size.GetRawText()}, expected a side or [height, width]");
    }

    private static bool Side(JsonElement element, out int side)
    {
        side = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out side);
    }

    private static float[] Triple(JsonProperty p)
    {
        if (p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() == 3 && p.Value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number))
            return [.. p.Value.EnumerateArray().Select(v => v.GetSingle())];
        throw new JsonException($"preprocess_cfg: {p.Name} is {p.Value.GetRawText()}, expected three numbers");
    }

    private static ResizeMode ModeOf(JsonProperty p) => p.Value.ValueKind != JsonValueKind.String ? throw Unknown(p, "shortest, squash or longest") : p.Value.GetString() switch
    {
        "shortest" => ResizeMode.Shortest,
        "squash" => ResizeMode.Squash,
        "longest" => ResizeMode.Longest,
        _ => throw Unknown(p, "shortest, squash or longest"),
    };

    private static PreprocessOptions Only(PreprocessOptions result, JsonProperty p, string expected) =>
        p.Value.ValueKind == JsonValueKind.String && p.Value.ValueEquals(expected) ? result : throw Unknown(p, expected);

    private static PreprocessOptions Black(PreprocessOptions result, JsonProperty p)
    {
        bool black = p.Value.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.Number => p.Value.GetDouble() == 0,
            JsonValueKind.Array => p.Value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number && v.GetDouble() == 0),
            _ => false,
        };
        return black ? result : throw Unknown(p, "0 (black)");
    }

    private static JsonException Unknown(JsonProperty p, string expected) => new($"preprocess_cfg: {p.Name} is {p.Value.GetRawText()}, expected {expected}");

    private static void WriteTriple(Utf8JsonWriter writer, string name, IReadOnlyList<float> values)
    {
        writer.WriteStartArray(name);
        foreach (float v in values) writer.WriteNumberValue(v);
        writer.WriteEndArray();
    }
}
