using System.CommandLine;
using CoCa.Cli.Demo;
using CoCa.Core;
using CoCa.Inference;

namespace CoCa.Cli.Commands;

/// <summary>Options that several commands have, under one name and one meaning.</summary>
internal static class CommonOptions
{
    /// <summary>The bundle that a command is about.</summary>
    public static Argument<string> BundleArgument() => new("BUNDLE") { Description = "A folder made by coca import" };

    /// <summary>The bundle that a command uses; the environment may name one for all.</summary>
    public static Option<string?> Model() => new("--model", "-m")
    {
        Description = "The bundle; if not given COCA_MODEL, else the one that comes with the program",
        HelpName = "B.coca",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("COCA_MODEL") is { Length: > 0 } named ? named : ShippedModel.Find(),
    };

    /// <summary>What runs the model.</summary>
    public static Option<string> Device() => new("--device") { Description = "auto, cpu, fastest, (a part of) a device's name, or its LUID; see coca devices", DefaultValueFactory = _ => "auto" };

    /// <summary>How many threads work on one run.</summary>
    public static Option<int> Threads() => new("--threads") { Description = "Threads that work on one run; 0: one for each core", DefaultValueFactory = _ => 0 };

    /// <summary>The options' values as the library takes them.</summary>
    public static ModelOptions ModelOptions(ParseResult parsed, Option<string> device, Option<int> threads)
    {
        ModelOptions options = new() { Device = parsed.GetRequiredValue(device), Threads = parsed.GetValue(threads) };
        Checked(options.Validate);
        return options;
    }

    /// <summary>Runs the library's check of options; what it calls by its properties' names is called by the command's.</summary>
    /// <exception cref="UsageException">It does not hold.</exception>
    public static void Checked(Action check)
    {
        try
        {
            check();
        }
        catch (InvalidInputException e)
        {
            throw new UsageException(OptionNames.In(e.Message));
        }
    }

    /// <summary>That a file can be made, as far as its folder tells.</summary>
    /// <exception cref="InvalidInputException">There is no such folder.</exception>
    public static void CheckFolderOf(string file)
    {
        if (Directory.Exists(file)) throw new InvalidInputException($"{file}: is a folder, expected a file to write");
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder)) throw new InvalidInputException($"{file}: cannot be written: there is no folder {folder}, make it first");
    }

    /// <summary>The bundle that was named.</summary>
    /// <exception cref="UsageException">None was.</exception>
    public static string ModelPath(ParseResult parsed, Option<string?> model) => parsed.GetValue(model) is { Length: > 0 } path
        ? path : throw new UsageException($"which model? give --model B.coca (made by coca import), or set COCA_MODEL (see coca {parsed.CommandResult.Command.Name} --help)");
}
