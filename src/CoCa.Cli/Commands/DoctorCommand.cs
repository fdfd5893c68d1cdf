using System.CommandLine;
using CoCa.Cli.Diagnosis;
using CoCa.Cli.Output;

namespace CoCa.Cli.Commands;

/// <summary><c>coca doctor</c>: what is installed, what is missing, and the command that mends it.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string?> model = CommonOptions.Model();
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = new("--json") { Description = "{\"ok\",\"checks\":[{\"name\",\"ok\",\"detail\",\"remedy\"},..]}" };
        Command command = new("doctor", "Says what is installed and which libraries are really used; with --model also runs the device's self-test. 0: all is well; 4: something is missing.") { model, device, threads, json };
        command.SetAction((parsed, cancellation) =>
        {
            List<Finding> findings = [.. Checks.Machine(), .. Checks.Libraries(), Checks.Ffmpeg(), .. Checks.Devices()];
            if (parsed.GetValue(model) is { Length: > 0 } path) findings.AddRange(Checks.Model(path, CommonOptions.ModelOptions(parsed, device, threads)));
            bool ok = findings.TrueForAll(f => f.Ok);
            if (parsed.GetValue(json)) WriteJson(terminal, ok, findings);
            else Write(terminal, findings);
            return Task.FromResult(ok ? ExitCode.Done : ExitCode.MissingDependency);
        });
        return command;
    }

    private static void Write(Terminal terminal, List<Finding> findings)
    {
        foreach (Finding f in findings)
        {
            terminal.Line($"{(f.Ok ? "ok  " : "MISS")}  {f.Name,-14} {f.Detail}");
            if (f.Remedy is not null) terminal.Line($"      {"",-14} mend it with: {f.Remedy}");
        }
    }

    private static void WriteJson(Terminal terminal, bool ok, List<Finding> findings) => terminal.Json(j =>
    {
        j.WriteStartObject();
        j.WriteBoolean("ok", ok);
        j.WriteStartArray("checks");
        foreach (Finding f in findings)
        {
            j.WriteStartObject();
            j.WriteString("name", f.Name);
            j.WriteBoolean("ok", f.Ok);
            j.WriteString("detail", f.Detail);
            j.WriteString("remedy", f.Remedy);
            j.WriteEndObject();
        }
        j.WriteEndArray();
        j.WriteEndObject();
    });
}
