using System.Diagnostics;
using CoCa.Core.Preprocessing;
using CoCa.Drawing.Overlays;
using CoCa.Overlay;
using CoCa.Realtime.Results;

namespace CoCa.Cli.Benchmarks;

/// <summary>What the window costs at 1280x720: processor time a frame, of this process with all its threads (a software OpenGL's too), with a new video picture and moving bars in each frame.</summary>
internal static class OverlayCost
{
    private const int Width = 1280, Height = 720, Warm = 60, Frames = 300;

    /// <summary>Milliseconds of processor time a frame for the video alone and for the video with its overlay, and which OpenGL it was.</summary>
    /// <exception cref="OverlayException">There is no display.</exception>
    public static (double VideoMs, double WholeMs, string Renderer) Measure(int rounds, Action<int, int> report, CancellationToken cancellation)
    {
        OverlaySink sink = new(new() { Device = "cpu" });
        using OverlayWindow window = OverlayWindow.Open(sink, new() { Width = Width, Height = Height });
        byte[][] pictures = [.. Enumerable.Range(0, 4).Select(Picture)];
        List<double> video = [], whole = [];
        // They take turns, so that what disturbs the machine for a while disturbs both.
        for (int round = 0; round < rounds; round++)
        {
            report(round, rounds);
            video.Add(Run(window, sink, pictures, OverlayParts.None, cancellation));
            whole.Add(Run(window, sink, pictures, OverlayParts.Standard, cancellation));
        }
        return (video.Order().ElementAt(rounds / 2), whole.Order().ElementAt(rounds / 2), window.Renderer);
    }

    private static double Run(OverlayWindow window, OverlaySink sink, byte[][] pictures, OverlayParts parts, CancellationToken cancellation)
    {
        window.Parts = parts;
        using Process process = Process.GetCurrentProcess();
        TimeSpan start = default;
        for (int i = 0; i < Warm + Frames; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (i == Warm) start = process.TotalProcessorTime;
            FrameResult result = new()
            {
                Stream = "video",
                Id = i,
                Time = TimeSpan.FromSeconds(i / 60.0),
                Age = TimeSpan.FromMilliseconds(12),
                Caption = new("a group of people are walking down a sidewalk", CaptionState.Final, default, default),
                Labels = new LabelScore[] { new("a person walking", 0.5f + 0.4f * MathF.Sin(i * 0.1f), true), new("a group of people", 0.3f, false), new("a dog", 0.1f, false), new("a car", 0.2f, false), new("a bicycle", 0.05f, false) },
                FrameWeights = new float[] { .1f, .1f, .2f, .1f, .1f, .15f, .15f, .1f },
            };
            sink.Show(result, PixelBuffer.Packed(PixelFormat.Rgb24, pictures[i % pictures.Length], Width, Height));
            window.Present();
        }
        process.Refresh();
        return (process.TotalProcessorTime - start).TotalMilliseconds / Frames;
    }

    private static byte[] Picture(int seed)
    {
        byte[] pixels = new byte[Width * Height * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / 97 + seed * 40);
        return pixels;
    }
}
