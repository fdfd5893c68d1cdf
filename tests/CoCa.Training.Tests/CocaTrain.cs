using System.Diagnostics;
using System.Text.Json;

namespace CoCa.Training.Tests;

/// <summary>Runs the built <c>coca-train</c> as a process of its own, as a user does.</summary>
internal static class CocaTrain
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>The program of the same configuration as these tests.</summary>
    private static string Program
    {
        get
        {
            DirectoryInfo framework = new(AppContext.BaseDirectory), configuration = framework.Parent!;
            return Path.Combine(TestData.Root, "src", "CoCa.Training.Cli", "bin", configuration.Name, framework.Name, OperatingSystem.IsWindows() ? "coca-train.exe" : "coca-train");
        }
    }

    /// <summary>Runs it to its end, which must come in time.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(Program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in arguments) start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(s_limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"coca-train did not end: {await output} {await error}");
        }
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs it to an end without fault and reads its one line of JSON.</summary>
    public static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync([.. arguments, "--json"]);
        Assert.True(code == 0, $"exit code {code}\n{output}\n{error}");
        return JsonDocument.Parse(output).RootElement;
    }
}
