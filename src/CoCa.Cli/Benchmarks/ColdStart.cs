using System.Diagnostics;
using CoCa.Core;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CoCa.Cli.Benchmarks;

/// <summary>A fresh process of this program from its start to its first caption, on the screen: runtime, bundle and its hashes, graphs, picture, 20 tokens.</summary>
internal static class ColdStart
{
    /// <summary>Milliseconds until the caption's line.</summary>
    /// <exception cref="InvalidInputException">The process gave no caption.</exception>
    public static async Task<double> MeasureAsync(string bundle, string device, int threads, string picture, int maxLength, CancellationToken cancellation)
    {
        string self = Environment.ProcessPath ?? "coca";
        ProcessStartInfo start = new(self) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet") start.ArgumentList.Add(typeof(ColdStart).Assembly.Location);
        foreach (string argument in (string[])
            ["caption", "--model", bundle, "--device", device, "--threads", $"{threads}", "--method", "greedy", "--min-length", $"{maxLength - 1}", "--max-length", $"{maxLength}", "--json", picture])
            start.ArgumentList.Add(argument);
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidInputException($"{self} cannot be started");
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            string? line = await process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
            double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return line is not null && process.ExitCode == 0 ? milliseconds
                : throw new InvalidInputException($"a fresh process gave no caption (exit code {process.ExitCode}): {(await errors.ConfigureAwait(false)).Trim().ReplaceLineEndings(" ")}");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>Writes a picture to be captioned.</summary>
    public static void WritePicture(string path)
    {
        byte[] pixels = new byte[320 * 240 * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / 3 % 320 * (1 + i % 3) + i / 960);
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(pixels, 320, 240);
        image.SaveAsPng(path);
    }
}
