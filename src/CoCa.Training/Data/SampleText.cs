using System.Text;
using System.Text.Json;
using CoCa.Core;

namespace CoCa.Training.Data;

/// <summary>What a file beside a picture says of it.</summary>
internal static class SampleText
{
    /// <summary>The most bytes that such a file may have.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>
    /// <c>{"captions": [..]}</c>, <c>{"caption": ".."}</c>, <c>{"label": ".."}</c>; without a label the last part of <c>label_path</c> is taken. Other keys are left out.
    /// </summary>
    /// <exception cref="InvalidInputException">It is no such JSON.</exception>
    public static void ReadJson(string name, ReadOnlyMemory<byte> utf8, List<string> captions, ref string? label)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8, new() { MaxDepth = 32 });
            JsonElement root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidInputException($"{name} is JSON but no object");
            if (root.TryGetProperty("captions", out JsonElement many))
                foreach (JsonElement caption in many.EnumerateArray()) captions.Add(caption.GetString() ?? "");
            if (root.TryGetProperty("caption", out JsonElement one)) captions.Add(one.GetString() ?? "");
            if (root.TryGetProperty("label", out JsonElement text)) label = text.GetString() ?? label;
            else if (root.TryGetProperty("label_path", out JsonElement path) && path.GetArrayLength() is > 0 and int length) label = path[length - 1].GetString() ?? label;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException($"{name} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A caption a line; empty lines are left out.</summary>
    public static void ReadLines(ReadOnlySpan<byte> utf8, List<string> captions) =>
        captions.AddRange(Encoding.UTF8.GetString(utf8).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
