using System.CommandLine;
using System.Text;
using CoCa.Cli.Output;
using CoCa.Core.Tokenization;

namespace CoCa.Cli.Commands;

/// <summary><c>coca tokenize</c>: a text a line in, its ids a line out.</summary>
internal static class TokenizeCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> vocabulary = new("--vocab") { Description = "Folder with vocab.json and merges.txt, a tokenizer.json, or bpe_simple_vocab_16e6.txt.gz", HelpName = "DIR", Required = true };
        Option<int> length = new("--context-length") { Description = "Ids at most; longer texts are cut", DefaultValueFactory = _ => 77 };
        Option<bool> json = new("--json") { Description = "{\"ids\":[..],\"decoded\":\"..\"} a line" };
        Command command = new("tokenize", "Shows the ids of texts, read from standard input one a line.") { vocabulary, length, json };
        length.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 2 or > 1 << 20) r.AddError("--context-length must be 2 or more"); });
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetRequiredValue(vocabulary), parsed.GetValue(length), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string vocabulary, int length, bool json, CancellationToken cancellation)
    {
        ClipTokenizer tokenizer = ClipTokenizer.Load(vocabulary);
        using StreamReader reader = new(Console.OpenStandardInput(), new UTF8Encoding(false));
        await foreach (string text in LinesAsync(reader, cancellation).ConfigureAwait(false))
        {
            long[] ids = new long[length];
            int count = tokenizer.Encode(text, ids);
            string decoded = tokenizer.Decode(ids.AsSpan(1, count - 2));
            if (json)
            {
                terminal.Json(j =>
                {
                    j.WriteStartObject();
                    j.Numbers("ids", ids.AsSpan(0, count));
                    j.WriteString("decoded", decoded);
                    j.WriteEndObject();
                });
            }
            else
            {
                terminal.Line($"{string.Join(' ', ids.Take(count))}\t{decoded}");
            }
        }
        return ExitCode.Done;
    }

    /// <summary>Only a line feed ends a text: a carriage return is a part of it (and a blank to the tokenizer).</summary>
    private static async IAsyncEnumerable<string> LinesAsync(StreamReader reader, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        StringBuilder line = new();
        char[] buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            for (int at = 0; at < read;)
            {
                int end = Array.IndexOf(buffer, '\n', at, read - at);
                line.Append(buffer, at, (end < 0 ? read : end) - at);
                at = end < 0 ? read : end + 1;
                if (end < 0) continue;
                yield return line.ToString();
                line.Clear();
            }
        if (line.Length > 0) yield return line.ToString();
    }
}
