using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CoCa.Cli.Benchmarks;
using CoCa.Cli.Output;
using CoCa.Inference;

namespace CoCa.Cli.Commands;

/// <summary><c>coca bench</c>: how fast is a model here, and how near to what the machine can do?</summary>
internal static class BenchCommand
{
    private static readonly TimeSpan s_share = TimeSpan.FromMilliseconds(250);

    public static Command Create(Terminal terminal)
    {
        Option<string?> model = CommonOptions.Model();
        Option<int> rounds = new("--rounds") { Description = "How often everything is measured in turn", DefaultValueFactory = _ => 7 };
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> spin = new("--spin") { Description = "Let threads spin between runs too, not only within one" };
        Option<bool> json = new("--json") { Description = "{\"limits\":{\"matmulGflops\",\"readGBps\",\"matmulInt8Gops\"},\"results\":[{\"name\",\"medianMs\",\"minMs\",\"shareOfLimit\"},..]}" };
        Option<bool> overlay = new("--overlay") { Description = "Measure the window of coca live --overlay instead, without a model: needs a display" };
        Command command = new("bench", "Measures a model, and in the same run the machine's own limits. shareOfLimit: the time at the limits (matrix products at the peak, each token's weights read once) divided by the fastest run.") { model, rounds, device, threads, spin, overlay, json };
        rounds.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 1 or > 1000) r.AddError("--rounds must be 1 to 1000"); });
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(overlay)) return WriteOverlay(terminal, parsed.GetValue(rounds), parsed.GetValue(json), cancellation);
            string path = CommonOptions.ModelPath(parsed, model);
            ModelOptions options = CommonOptions.ModelOptions(parsed, device, threads) with { AllowSpinning = parsed.GetValue(spin) };
            using CoCaModel opened = CoCaModel.Open(path, options);
            foreach (string notice in opened.Notices) terminal.Note($"coca: {notice}");
            using MachineLimits limits = new(options.Threads);
            using ModelWorkloads workloads = new(opened, cancellation);
            Workload cold = new("coldStart", () => { }, null);
            await ProgressBar.RunAsync(terminal, async bar =>
            {
                await Task.Run(() => Measure(workloads.All, limits, parsed.GetValue(rounds), bar, cancellation), cancellation).ConfigureAwait(false);
                bar.Report("cold starts", parsed.GetValue(rounds), parsed.GetValue(rounds), "measuring");
                await MeasureColdAsync(cold, path, options, opened.Captioner.MaxLength, cancellation).ConfigureAwait(false);
                return 0;
            }).ConfigureAwait(false);
            Workload[] all = [.. workloads.All, cold];
            if (parsed.GetValue(json)) WriteJson(terminal, limits, all);
            else Write(terminal, limits, all, opened);
            return ExitCode.Done;
        });
        return command;
    }

    private static int WriteOverlay(Terminal terminal, int rounds, bool isJson, CancellationToken cancellation)
    {
        (double video, double whole, string renderer) = OverlayCost.Measure(rounds, (done, all) => terminal.Status($"measuring {done + 1} of {all}"), cancellation);
        double share = (whole - video) * 60 / 1000;
        if (isJson)
        {
            terminal.Json(w =>
            {
                w.WriteStartObject();
                w.WriteString("renderer", renderer);
                w.WriteNumber("videoMs", video);
                w.WriteNumber("wholeMs", whole);
                w.WriteNumber("overlayShareOfCoreAt60Fps", share);
                w.WriteEndObject();
            });
            return ExitCode.Done;
        }
        terminal.Line($"1280x720 on {renderer}, processor time a frame:");
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"video alone         {video,6:0.00} ms"));
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"video and overlay   {whole,6:0.00} ms"));
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"overlay at 60 fps   {share,6:0.0%} of one core"));
        return ExitCode.Done;
    }

    /// <summary>Limits and workloads take turns, so that what disturbs the machine for a while disturbs all.</summary>
    private static void Measure(IReadOnlyList<Workload> workloads, MachineLimits limits, int rounds, ProgressBar bar, CancellationToken cancellation)
    {
        foreach (Workload workload in workloads)
            for (int i = 0; i < 2; i++) workload.Run(); // first uses make sessions and buffers
        for (int round = 0; round < rounds; round++)
        {
            bar.Report("measuring", round, rounds);
            foreach (Workload workload in workloads)
            {
                limits.Measure();
                long start = Stopwatch.GetTimestamp();
                do
                {
                    cancellation.ThrowIfCancellationRequested();
                    long run = Stopwatch.GetTimestamp();
                    workload.Run();
                    workload.Times.Add(Stopwatch.GetElapsedTime(run).TotalMilliseconds);
                }
                while (Stopwatch.GetElapsedTime(start) < s_share);
            }
        }
    }

    private static async Task MeasureColdAsync(Workload cold, string bundle, ModelOptions options, int maxLength, CancellationToken cancellation)
    {
        string picture = Path.Combine(Path.GetTempPath(), $"coca-bench-{Environment.ProcessId}.png");
        try
        {
            ColdStart.WritePicture(picture);
            for (int i = 0; i < 3; i++)
                cold.Times.Add(await ColdStart.MeasureAsync(bundle, options.Device, options.Threads, picture, Math.Min(22, maxLength), cancellation).ConfigureAwait(false));
        }
        finally
        {
            File.Delete(picture);
        }
    }

    private static void WriteJson(Terminal terminal, MachineLimits limits, Workload[] workloads) => terminal.Json(j =>
    {
        j.WriteStartObject();
        j.WriteStartObject("limits");
        j.WriteNumber("matmulGflops", Math.Round(limits.MatmulGflops, 1));
        j.WriteNumber("readGBps", Math.Round(limits.ReadGBps, 2));
        j.WriteNumber("matmulInt8Gops", Math.Round(limits.MatmulInt8Gops, 1));
        j.WriteEndObject();
        j.WriteStartArray("results");
        foreach (Workload w in workloads)
        {
            j.WriteStartObject();
            j.WriteString("name", w.Name);
            j.WriteNumber("medianMs", Math.Round(w.MedianMs, 3));
            j.WriteNumber("minMs", Math.Round(w.MinMs, 3));
            if (w.ShareOfLimit(limits) is { } share) j.WriteNumber("shareOfLimit", Math.Round(share, 4));
            else j.WriteNull("shareOfLimit");
            j.WriteEndObject();
        }
        j.WriteEndArray();
        j.WriteEndObject();
    });

    private static void Write(Terminal terminal, MachineLimits limits, Workload[] workloads, CoCaModel model)
    {
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{model.Bundle.Manifest.Name}, {model.Bundle.Manifest.Precision.ToString().ToLowerInvariant()}, on {model.Device}"));
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"limits: {limits.MatmulGflops:0} GFLOP/s fp32, {limits.MatmulInt8Gops:0} Gop/s int8, {limits.ReadGBps:0.0} GB/s read"));
        terminal.Line("");
        terminal.Line($"{"",-17} {"median",10} {"fastest",10} {"of the limit",12}");
        foreach (Workload w in workloads)
            terminal.Line($"{w.Name,-17} {Ms(w.MedianMs),10} {Ms(w.MinMs),10} {w.ShareOfLimit(limits)?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? "-",12}");
        terminal.Line("");
        terminal.Line("b1, b8: one and eight pictures; caption20: from a picture to 20 tokens; decode20: the tokens alone; of the limit: the time at the machine's limits by the fastest");
    }

    private static string Ms(double ms) => ms.ToString("0.00 ms", CultureInfo.InvariantCulture);
}
