using System.Text.Encodings.Web;
using System.Text.Json;

namespace CoCa.Cli.Output;

/// <summary>Writes one JSON value as one line of UTF-8.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value that <paramref name="write"/> writes, with a line's end.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, s_options)) write(json);
        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    /// <summary>Writes <c>"name":[..]</c>.</summary>
    public static void Numbers(this Utf8JsonWriter json, string name, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(name);
        foreach (long value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>Writes <c>"name":[..]</c>.</summary>
    public static void Numbers(this Utf8JsonWriter json, string name, ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
