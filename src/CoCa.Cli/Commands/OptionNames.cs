using System.Text.RegularExpressions;

namespace CoCa.Cli.Commands;

/// <summary>The library calls a setting by its property, the command line by its option.</summary>
internal static partial class OptionNames
{
    /// <summary>A message with the options' names in the place of the properties'.</summary>
    public static string In(string message) => Properties().Replace(message, m => m.Value switch
    {
        "BeamGroups" => "--beam-groups",
        "LengthPenalty" => "--length-penalty",
        "TopK" => "--top-k",
        "TopP" => "--top-p",
        "RepetitionPenalty" => "--repetition-penalty",
        "NoRepeatNgram" => "--no-repeat-ngram",
        "MinLength" => "--min-length",
        "MaxLength" => "--max-length",
        "Prompts" => "--prompt",
        "SceneCut" => "--scene-cut",
        "On" => "--label-on",
        "Off" => "--label-off",
        "History" => "--label-history",
        "MaxFrames" => "--window",
        string property => "--" + property.ToLowerInvariant(),
    });

    [GeneratedRegex(@"\b(Beams|BeamGroups|TopK|TopP|Temperature|LengthPenalty|RepetitionPenalty|NoRepeatNgram|MinLength|MaxLength|Prompts|SceneCut|On|Off|History|MaxFrames|Threads|Device)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Properties();
}
