using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CoCa.Cli.Tests;

/// <summary>Runs the built <c>coca</c> as a process of its own, as a user does.</summary>
internal static partial class Coca
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Where it is built, not the copy beside the tests: these have ASP.NET's libraries, which the program does not.</summary>
    public static string Program { get; } = Path.Combine(TestData.Root, "src", "CoCa.Cli", "bin", Folder(1), Folder(0), OperatingSystem.IsWindows() ? "coca.exe" : "coca");

    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) => Start(Program, arguments, environment);

    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in arguments) start.ArgumentList.Add(a);
        start.Environment.Remove("COCA_MODEL");
        start.Environment.Remove("COCA_DEBUG");
        foreach ((string key, string? value) in environment ?? new Dictionary<string, string?>()) start.Environment[key] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using Process process = Start(arguments, environment);
        return await EndAsync(process, input);
    }

    public static Task<Ended> RunAsync(params string[] arguments) => RunAsync(arguments, null);

    /// <summary>Waits for the end, which must come in time.</summary>
    public static async Task<Ended> EndAsync(Process process, string? input = null)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using CancellationTokenSource limit = new(s_limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"coca did not end: {await output} {await error}");
        }
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>The name of the tests' own folder, or of one above it: <c>bin/Release/net10.0</c>.</summary>
    private static string Folder(int up)
    {
        string folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        for (int i = 0; i < up; i++) folder = Path.GetDirectoryName(folder)!;
        return Path.GetFileName(folder);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int process, int signal);

    public const int Interrupt = 2, Terminate = 15;
}

/// <summary>What came of a run.</summary>
internal sealed record Ended(int Code, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public IEnumerable<JsonElement> JsonLines => Lines.Select(l => JsonDocument.Parse(l).RootElement);

    public Ended Expect(int code)
    {
        Assert.True(Code == code, $"exit code {Code}, expected {code}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>An exit code other than 0 comes with exactly one line that begins with the program's name and holds some words.</summary>
    public Ended ExpectOneLine(int code, params string[] words)
    {
        Expect(code);
        string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("coca: ", line, StringComparison.Ordinal);
        foreach (string word in words) Assert.Contains(word, line, StringComparison.Ordinal);
        return this;
    }
}
