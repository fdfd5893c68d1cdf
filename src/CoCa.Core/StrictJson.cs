using System.Text.Json;

namespace CoCa.Core;

/// <summary>What .NET's readers of JSON leave open: two values under one key, of which another program may take the other.</summary>
internal static class StrictJson
{
    /// <summary>How deep our formats may nest.</summary>
    public const int MaximumDepth = 32;

    /// <summary>Walks over a whole JSON text.</summary>
    /// <exception cref="JsonException">It is no JSON, is nested too deep, has a text that is no Unicode, or an object has a key twice.</exception>
    public static void Check(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = MaximumDepth });
        var open = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        open.Push(new HashSet<string>(StringComparer.Ordinal));
                        break;
                    case JsonTokenType.EndObject:
                        open.Pop();
                        break;
                    case JsonTokenType.PropertyName:
                        string key = reader.GetString()!;
                        if (!open.Peek().Add(key)) throw new JsonException($"the key {key} is there twice");
                        break;
                    case JsonTokenType.String:
                        _ = reader.GetString(); // throws where the text is no Unicode
                        break;
                }
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException($"the text at byte {reader.TokenStartIndex} is no Unicode", e);
        }
    }
}
