using System.Text.Json;

namespace CoCa.Core.Bundles;

/// <summary>Bytes of a <c>model.json</c> to a checked <see cref="BundleManifest"/>.</summary>
internal static class ManifestReader
{
    public static BundleManifest Read(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            StrictJson.Check(utf8Json);
            CheckVersion(utf8Json);
            BundleManifest manifest = JsonSerializer.Deserialize(utf8Json, ManifestJson.Default.BundleManifest) ?? throw new BundleException($"{BundleManifest.FileName} is null, expected an object");
            manifest.Validate();
            return manifest;
        }
        catch (BundleException)
        {
            throw;
        }
        catch (Exception e) when (e is JsonException or InvalidInputException or ArgumentException or FormatException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            throw new BundleException($"{BundleManifest.FileName}: {OneLine(e.Message)}", e);
        }
    }

    /// <summary>The version first, and alone: what else a newer version says cannot be judged.</summary>
    private static void CheckVersion(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = 32 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new BundleException($"{BundleManifest.FileName} is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool version = reader.ValueTextEquals("formatVersion"u8);
            reader.Read();
            if (!version)
            {
                reader.Skip();
                continue;
            }
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 1)
                throw new BundleException($"{BundleManifest.FileName}: formatVersion is no whole number from 1");
            if (number > BundleManifest.CurrentVersion)
                throw new BundleException($"{BundleManifest.FileName}: the bundle has format version {number}, this program reads up to {BundleManifest.CurrentVersion}: use a newer CoCa.Realtime");
            return;
        }
        throw new BundleException($"{BundleManifest.FileName}: formatVersion is missing");
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
