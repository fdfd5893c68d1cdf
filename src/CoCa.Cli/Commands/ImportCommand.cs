using System.CommandLine;
using System.Diagnostics;
using CoCa.Cli.Import;
using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Export;
using CoCa.Live.Hub;

namespace CoCa.Cli.Commands;

/// <summary><c>coca import</c>: OpenCLIP's weights become a bundle.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> source = new("SOURCE") { Description = "Weights (.safetensors, .bin, .pt), a folder with open_clip_config.json and weights, or hf:OWNER/NAME[@REVISION]" };
        Option<string?> config = new("--config") { Description = "The model's shape: a file, or a preset's name; the one beside the weights if not given", HelpName = "FILE|PRESET" };
        Option<string?> tokenizer = new("--tokenizer") { Description = "A tokenizer's file or folder, or none for a bundle that speaks ids only; the one beside the weights if not given", HelpName = "PATH|none" };
        Option<string> precision = new("--precision") { Description = "fp32: the reference's numbers; fp16: half the size, for GPUs; int8: the fastest on a processor", DefaultValueFactory = _ => "fp32" };
        precision.AcceptOnlyFromAmong("fp32", "fp16", "int8");
        Option<string?> output = new("--out") { Description = "The bundle to make; NAME.coca here if not given", HelpName = "B.coca" };
        Option<string?> name = new("--name") { Description = "The model's name, for people" };
        Option<string?> licence = new("--licence") { Description = "The weights' licence, to be kept with them" };
        Option<bool> force = new("--force") { Description = "Replace a bundle that is there" };
        Option<bool> json = new("--json") { Description = "{\"bundle\",\"name\",\"precision\",\"bytes\",\"seconds\"}" };
        Command command = new("import", "Makes a bundle of a CoCa model in OpenCLIP's format.") { source, config, tokenizer, precision, output, name, licence, force, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            string from = parsed.GetRequiredValue(source);
            HubReference? hub = HubReference.IsOne(from) ? HubReference.Parse(from) : null;
            string called = parsed.GetValue(name) ?? hub?.Name ?? ImportSource.NameOf(from);
            string target = parsed.GetValue(output) ?? $"{called}.coca";
            Precision chosen = Enum.Parse<Precision>(parsed.GetRequiredValue(precision), ignoreCase: true);
            if (Path.Exists(target) && !parsed.GetValue(force)) throw new InvalidInputException($"{target} is there already: give another --out, or --force to replace it");
            using BundleWriter writer = new(target, parsed.GetValue(force));
            BundleManifest manifest = await ProgressBar.RunAsync(terminal, async bar =>
            {
                ImportSource found = hub is null
                    ? ImportSource.Find(from, parsed.GetValue(config), parsed.GetValue(tokenizer))
                    : await FetchAsync(hub, parsed.GetValue(config), parsed.GetValue(tokenizer), bar, cancellation).ConfigureAwait(false);
                return await Task.Run(() => Importer.Run(found, chosen, called, parsed.GetValue(licence), writer, new GraphProgress(bar), cancellation), cancellation).ConfigureAwait(false);
            }).ConfigureAwait(false);
            Report(terminal, parsed.GetValue(json), target, manifest, watch.Elapsed.TotalSeconds);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<ImportSource> FetchAsync(HubReference model, string? config, string? tokenizer, ProgressBar bar, CancellationToken cancellation)
    {
        using HubClient hub = new(HubOptions.FromEnvironment());
        HubSnapshot snapshot = await hub.FetchModelAsync(model, tokenizer is null, new FileProgress(bar), cancellation).ConfigureAwait(false);
        if (tokenizer is null && !snapshot.HasTokenizer) throw new UsageException($"{model} has no tokenizer: give --tokenizer PATH or none");
        string origin = snapshot.Commit is { } commit ? $"hf:{model.Owner}/{model.Name}@{commit}" : model.ToString();
        return ImportSource.Find(Path.Combine(snapshot.Folder, snapshot.Weights), config ?? Path.Combine(snapshot.Folder, snapshot.Config), tokenizer, origin);
    }

    private static void Report(Terminal terminal, bool json, string target, BundleManifest manifest, double seconds)
    {
        long bytes = manifest.Files.Values.Sum(f => f.Length);
        string precision = manifest.Precision.ToString().ToLowerInvariant();
        if (json)
        {
            terminal.Json(j =>
            {
                j.WriteStartObject();
                j.WriteString("bundle", target);
                j.WriteString("name", manifest.Name);
                j.WriteString("precision", precision);
                j.WriteNumber("bytes", bytes);
                j.WriteNumber("seconds", Math.Round(seconds, 3));
                j.WriteEndObject();
            });
            return;
        }
        terminal.Line(FormattableString.Invariant($"{target}: {manifest.Name}, {precision}, {manifest.Graphs.Count} graphs, {bytes / 1e6:0.0} MB, {seconds:0.0} s"));
    }

    private sealed class GraphProgress(ProgressBar bar) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => bar.Report(value.Done < value.Total ? $"graph {value.Graph}" : "self-test and hashes", value.Done, value.Total + 1, "import");
    }

    private sealed class FileProgress(ProgressBar bar) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            if (value.Trouble is { } trouble) bar.Note($"{value.File}: {trouble}");
            else bar.Report(value.File, value.Received, value.Total);
        }
    }
}
