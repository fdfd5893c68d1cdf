using System.CommandLine;
using System.CommandLine.Parsing;

namespace CoCa.Cli.Output;

/// <summary>What is wrong with a command line, as this program says everything: what, what it is, what it must be, and what may have been meant.</summary>
internal static class Complaint
{
    /// <summary>The parser's error in our words, where it speaks of types or lists over several lines.</summary>
    public static string Of(ParseError error, ParseResult parsed)
    {
        if (error.SymbolResult is OptionResult { Tokens.Count: > 0, IdentifierToken: { } name } option)
        {
            string given = $"{name.Value} is {option.Tokens[^1].Value}";
            if (error.Message.Contains("Must be one of", StringComparison.Ordinal))
                return $"{given}, must be one of {string.Join(", ", error.Message.Split('\n').Skip(1).Select(l => l.Trim().Trim('\'')).Where(l => l.Length > 0))}";
            if (error.Message.StartsWith("Cannot parse", StringComparison.Ordinal))
                return $"{given}, must be a {(option.Option.ValueType == typeof(double) ? "number" : option.Option.ValueType == typeof(bool) ? "true or a false" : "whole number")}";
        }
        return parsed.UnmatchedTokens.Count > 0 && error.Message.Contains($"'{parsed.UnmatchedTokens[0]}'", StringComparison.Ordinal)
            ? NoSuch(parsed.UnmatchedTokens[0], parsed.CommandResult.Command) : error.Message.ReplaceLineEndings(" ");
    }

    /// <summary>A word that a command does not know, and the nearest that it does.</summary>
    public static string NoSuch(string word, Command command)
    {
        bool isOption = word.StartsWith('-');
        IEnumerable<string> known = isOption
            ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options.Where(o => o.Recursive))).SelectMany(o => o.Aliases.Prepend(o.Name))
            : command.Subcommands.Select(c => c.Name);
        string? nearest = known.Select(k => (Name: k, Distance: Distance(word, k))).Where(k => k.Distance <= Math.Max(1, word.Length / 3)).OrderBy(k => k.Distance).Select(k => k.Name).FirstOrDefault();
        string what = isOption ? $"there is no option {word}" : command.Subcommands.Count > 0 ? $"there is no command {word}" : $"'{word}' is one word too many";
        return nearest is null ? what : $"{what}, did you mean {nearest}?";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that part two words (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
