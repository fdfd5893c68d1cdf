using System.CommandLine;
using CoCa.Cli.Output;
using CoCa.Cli.Verification;
using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Inference;
using CoCa.Inference.Generation;

namespace CoCa.Cli.Commands;

/// <summary><c>coca verify</c>: does a bundle give what the reference gave?</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> bundle = CommonOptions.BundleArgument();
        Option<string> io = new("--io") { Description = "Recorded inputs and results: in.*, out.*, gen.*", HelpName = "FILE.safetensors", Required = true };
        Option<string?> settings = new("--settings") { Description = "Ids and lengths of the recorded generations; config.json beside FILE if not given", HelpName = "config.json" };
        Option<string?> head = new("--head") { Description = "Weights of an action head, for out.action_*; action.safetensors beside FILE if not given", HelpName = "action.safetensors" };
        Option<bool> json = new("--json") { Description = "{\"ok\":bool,\"outputs\":{name:maxAbsDiff},\"generations\":{name:bool},\"skipped\":[name]}" };
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> noFallback = new("--no-cpu-fallback") { Description = "A GPU that leaves any part of the work to the processor is an error" };
        Command command = new("verify", "Compares a bundle with recorded results. 0 only if everything holds its tolerance: fp32 1e-4 and every generation the same; fp16 5e-3 of an output's largest value and a cosine of 0.999; int8 a cosine of 0.99.")
        {
            bundle, io, settings, head, json, device, threads, noFallback,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(terminal, parsed.GetRequiredValue(bundle), parsed.GetRequiredValue(io), parsed.GetValue(settings),
            parsed.GetValue(head), parsed.GetValue(json), CommonOptions.ModelOptions(parsed, device, threads) with { AllowCpuFallback = !parsed.GetValue(noFallback) }, cancellation)));
        return command;
    }

    private static int Run(Terminal terminal, string bundle, string ioPath, string? settingsPath, string? headPath, bool json, ModelOptions options, CancellationToken cancellation)
    {
        using TensorFile io = SafetensorsFile.Open(ioPath);
        bool video = io.Contains("in.frames");
        if (!video && !io.Contains("in.images")) throw new InvalidInputException($"{ioPath}: has neither in.images nor in.frames");
        string folder = Path.GetDirectoryName(Path.GetFullPath(ioPath))!;
        settingsPath ??= Beside("config.json");
        headPath ??= video ? Beside("action.safetensors") : null;
        using CoCaModel model = CoCaModel.Open(bundle, options);
        VerifySettings settings = VerifySettings.Read(settingsPath, new SpecialTokens(model.Bundle.Manifest.Tokenizer.StartId, model.Bundle.Manifest.Tokenizer.EndId, model.Bundle.Manifest.Tokenizer.PadId));
        ActionHead? head = null;
        if (headPath is not null)
        {
            using TensorFile weights = SafetensorsFile.Open(headPath);
            head = new ActionHead(weights, settings.ActionHeads ?? throw new InvalidInputException($"{settingsPath ?? folder}: does not say how many heads the action pooler has (action.heads)"));
        }
        IRecordedResults results = video ? new VideoResults(model, io, head) : new PictureResults(model, io);
        using IDisposable owned = (IDisposable)results;
        VerifyReport report = new Verifier(model, io, settings, results).Run(null, cancellation);
        if (json) report.WriteJson(terminal);
        else report.WriteText(terminal);
        if (report.Ok) return ExitCode.Done;
        terminal.Complain($"{bundle} does not hold: {report.Problems[0]}{(report.Problems.Count > 1 ? $" (and {report.Problems.Count - 1} more)" : "")}");
        return ExitCode.BadInput;

        string? Beside(string name) => File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;
    }
}
