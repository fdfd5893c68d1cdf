using System.CommandLine;
using System.Text.RegularExpressions;
using CoCa.Cli.Output;

namespace CoCa.Cli.Tests;

/// <summary>What README.md and docs/ point at is there.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Pages()
    {
        TheoryData<string> pages = [];
        string root = Root();
        foreach (string page in (string[])[Path.Combine(root, "README.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md")]) pages.Add(Path.GetRelativePath(root, page));
        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_somewhere(string page)
    {
        string path = Path.Combine(Root(), page), text = File.ReadAllText(path);
        foreach (Match link in Links().Matches(text))
        {
            string[] target = link.Groups[1].Value.Split('#', 2);
            if (target[0].Contains(':', StringComparison.Ordinal)) continue;
            string file = target[0].Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, target[0]);
            Assert.True(Path.Exists(file), $"{page} links to {target[0]}, which is not there");
            if (target.Length == 2 && file.EndsWith(".md", StringComparison.Ordinal))
                Assert.True(Headings().Matches(File.ReadAllText(file)).Any(h => Anchor(h.Groups[1].Value) == target[1]), $"{page} links to {link.Groups[1].Value}, and there is no such heading");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_and_option_of_coca_exists(string page)
    {
        using Terminal terminal = new();
        RootCommand root = App.Root(terminal);
        foreach (Match call in Calls().Matches(File.ReadAllText(Path.Combine(Root(), page))))
        {
            string line = call.Value;
            if (call.Groups[1].Value is not { Length: > 0 } name) continue; // ./coca --help
            Command? command = root.Subcommands.FirstOrDefault(c => c.Name == name);
            Assert.True(command is not null, $"{page}: {line}: there is no command {name}");
            string[] known = [.. command.Options.SelectMany(o => o.Aliases.Append(o.Name)), "--help"];
            foreach (Match option in Options().Matches(call.Groups[2].Value)) Assert.True(known.Contains(option.Groups[1].Value), $"{page}: {line}: {name} has no option {option.Groups[1].Value}");
        }
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CoCa.Realtime.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not run inside of the repository");
    }

    /// <summary>As GitHub makes them: lower case, punctuation left out, blanks to dashes.</summary>
    private static string Anchor(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"(?:\./coca|\.\\coca\.ps1)(?= )[ ]*([a-z]*)([^`\n#|;]*)")]
    private static partial Regex Calls();

    [GeneratedRegex(@"(?<=^|\s)(--[a-z][a-z-]*)")]
    private static partial Regex Options();
}
