using System.Globalization;
using System.Text.RegularExpressions;
using CoCa.Inference.Generation;

namespace CoCa.Cli.Verification;

/// <summary>What a recorded generation's name says of how it was made: <c>gen.beam6x3_rep1.3</c>, <c>gen.truebeam4.scores</c>, ..</summary>
/// <param name="Base">The call without the part: what one run answers together.</param>
/// <param name="Part">Which of its results this is.</param>
/// <param name="Options">The call itself; lengths and special tokens are the fixture's.</param>
/// <param name="WithPrompt">Starts with <c>gen.prompt</c>.</param>
/// <param name="Half">Video: the first half of the frames.</param>
internal sealed partial record RecordedGeneration(string Base, RecordedPart Part, GenerationOptions Options, bool WithPrompt, bool Half)
{
    /// <summary>Understands a name, or gives null.</summary>
    public static RecordedGeneration? Parse(string name, VerifySettings settings)
    {
        if (name == "gen.first_logits") return new(name, RecordedPart.Logits, settings.Generation, false, false);
        Match m = Form().Match(name);
        if (!m.Success) return null;
        GenerationOptions options = settings.Generation;
        bool sampled = false;
        if (m.Groups["greedy"].Success) options = options with { Method = GenerationMethod.Greedy };
        else if (m.Groups["beams"].Success)
        {
            options = options with { Method = GenerationMethod.OpenClipBeam, Beams = Integer(m, "beams"), BeamGroups = Integer(m, "groups") };
        }
        else if (m.Groups["true"].Success)
        {
            options = options with { Method = GenerationMethod.Beam, Beams = Integer(m, "true"), MinLength = 0, LengthPenalty = 0, RepetitionPenalty = 1, KeepAllBeams = true };
        }
        else
        {
            sampled = true;
            options = options with { Method = GenerationMethod.Sample };
            options = m.Groups["topk"].Success ? options with { TopK = Integer(m, "topk") } : options with { TopP = Number(m.Groups["topp"].Value) };
        }
        bool prompt = false;
        foreach (Capture c in m.Groups["change"].Captures)
        {
            string change = c.Value;
            if (change.StartsWith("rep", StringComparison.Ordinal)) options = options with { RepetitionPenalty = Number(change[3..]) };
            else if (change.StartsWith("min", StringComparison.Ordinal)) options = options with { MinLength = (int)Number(change[3..]) };
            else if (change.StartsWith("temp", StringComparison.Ordinal)) options = options with { Temperature = Number(change[4..]) };
            else if (change == "fixed") options = options with { FixedOutputLength = true };
            else prompt = true;
        }
        RecordedPart part = m.Groups["part"].Value switch
        {
            "probs" => RecordedPart.Probabilities,
            "all" => RecordedPart.AllBeams,
            "scores" => RecordedPart.Scores,
            _ => RecordedPart.Ids,
        };
        // A minimum beyond the longest row is refused by the reference; the largest that it takes bans the end until the row is full, which is what was meant.
        options = options with { MinLength = Math.Min(options.MinLength, Math.Max(options.MaxLength - 1, 0)) };
        // What a draw gave cannot be recorded, only what it was drawn from; and only true beams have more than one result.
        if (sampled != (part == RecordedPart.Probabilities)) return null;
        if (part is RecordedPart.AllBeams or RecordedPart.Scores && options.Method != GenerationMethod.Beam) return null;
        return new(m.Groups["base"].Value, part, options, prompt, m.Groups["half"].Success);
    }

    private static int Integer(Match m, string group) => int.TryParse(m.Groups[group].Value, CultureInfo.InvariantCulture, out int value) ? value : 0;

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? value : 0;

    [GeneratedRegex(@"^(?<base>gen\.(?:(?<greedy>greedy)|beam(?<beams>\d{1,4})x(?<groups>\d{1,4})|truebeam(?<true>\d{1,4})|topk(?<topk>\d{1,6})|topp(?<topp>\d+(?:\.\d+)?))(?:_(?<change>rep\d+(?:\.\d+)?|min\d{1,6}|temp\d+(?:\.\d+)?|prompt|fixed))*)(?<half>\.half)?(?:\.(?<part>probs|all|scores))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
