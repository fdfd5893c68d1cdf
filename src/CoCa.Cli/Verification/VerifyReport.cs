using CoCa.Cli.Output;

namespace CoCa.Cli.Verification;

/// <summary>What came of a verification.</summary>
internal sealed class VerifyReport
{
    /// <summary>The largest absolute difference of each recorded output that was computed.</summary>
    public SortedDictionary<string, double> Outputs { get; } = new(StringComparer.Ordinal);

    /// <summary>Is each recorded generation the same, token for token?</summary>
    public SortedDictionary<string, bool> Generations { get; } = new(StringComparer.Ordinal);

    /// <summary>What was not looked at.</summary>
    public SortedSet<string> Skipped { get; } = new(StringComparer.Ordinal);

    /// <summary>Why it does not hold: one line each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Does everything hold?</summary>
    public bool Ok => Problems.Count == 0;

    /// <summary>One object <c>{"ok":bool,"outputs":{name:maxAbsDiff},"generations":{name:bool},"skipped":[name]}</c>.</summary>
    public void WriteJson(Terminal terminal) => terminal.Json(j =>
    {
        j.WriteStartObject();
        j.WriteBoolean("ok", Ok);
        j.WriteStartObject("outputs");
        foreach ((string name, double difference) in Outputs)
        {
            if (double.IsFinite(difference)) j.WriteNumber(name, difference);
            else j.WriteNull(name);
        }
        j.WriteEndObject();
        j.WriteStartObject("generations");
        foreach ((string name, bool same) in Generations) j.WriteBoolean(name, same);
        j.WriteEndObject();
        j.WriteStartArray("skipped");
        foreach (string name in Skipped) j.WriteStringValue(name);
        j.WriteEndArray();
        j.WriteEndObject();
    });

    /// <summary>A line for each output and generation.</summary>
    public void WriteText(Terminal terminal)
    {
        foreach ((string name, double difference) in Outputs) terminal.Line(FormattableString.Invariant($"{name,-36} {difference:0.0e+00}"));
        foreach ((string name, bool same) in Generations) terminal.Line($"{name,-36} {(same ? "the same" : "differs")}");
        foreach (string name in Skipped.Where(n => !IsTraining(n))) terminal.Line($"{name,-36} not computed");
        if (Skipped.Count(IsTraining) is > 0 and int n) terminal.Line($"{n} recorded losses, gradients and trained parameters are the trainer's");
        terminal.Line(Ok ? "holds" : "does not hold");
    }

    /// <summary>Recorded for the trainer: not a bundle's business.</summary>
    public static bool IsTraining(string name) =>
        name.StartsWith("loss.", StringComparison.Ordinal) || name.StartsWith("grad.", StringComparison.Ordinal) || name.StartsWith("train.", StringComparison.Ordinal);
}
