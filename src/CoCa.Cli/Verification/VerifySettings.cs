using System.Text.Json;
using CoCa.Core;
using CoCa.Inference.Generation;

namespace CoCa.Cli.Verification;

/// <summary>How the recorded results were made: the <c>config.json</c> beside them.</summary>
/// <param name="Generation">Lengths, penalties and special tokens.</param>
/// <param name="ActionHeads">Attention heads of an action pooler; null if nothing is said of one.</param>
internal sealed record VerifySettings(GenerationOptions Generation, int? ActionHeads)
{
    /// <summary>Reads <c>generation</c> (also inside of <c>fixture</c>) and <c>action</c>; what is not said is the bundle's or open_clip's default.</summary>
    /// <exception cref="InvalidInputException">It is no JSON, or a value is not what it should be.</exception>
    public static VerifySettings Read(string? path, SpecialTokens bundle)
    {
        GenerationOptions options = new() { MinLength = 5, MaxLength = 30, Tokens = bundle };
        if (path is null) return new(options, null);
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidInputException($"{path}: is {root.ValueKind}, expected an object");
            JsonElement made = root.TryGetProperty("fixture", out JsonElement fixture) && fixture.ValueKind == JsonValueKind.Object ? fixture : root;
            if (made.TryGetProperty("generation", out JsonElement g) && g.ValueKind == JsonValueKind.Object)
            {
                options = options with
                {
                    MaxLength = (int)Number(g, "seq_len", options.MaxLength),
                    MinLength = (int)Number(g, "min_seq_len", options.MinLength),
                    Temperature = Number(g, "temperature", 1),
                    RepetitionPenalty = Number(g, "repetition_penalty", 1),
                    Tokens = new SpecialTokens((long)Number(g, "sot_token_id", bundle.Start), (long)Number(g, "eos_token_id", bundle.End), (long)Number(g, "pad_token_id", bundle.Pad)),
                };
            }
            int? heads = root.TryGetProperty("action", out JsonElement a) && a.ValueKind == JsonValueKind.Object && a.TryGetProperty("heads", out _) ? (int)Number(a, "heads", 1) : null;
            return new(options, heads);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: {FileProblem.Of(e)}", e);
        }

        double Number(JsonElement parent, string key, double fallback)
        {
            if (!parent.TryGetProperty(key, out JsonElement value)) return fallback;
            return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double n) && Math.Abs(n) <= int.MaxValue
                ? n : throw new InvalidInputException($"{path}: {key} is {value.GetRawText()}, expected a number");
        }
    }
}
