using System.Globalization;
using System.Runtime.CompilerServices;

namespace CoCa.Live.Sources;

/// <summary>
/// Takes N frames evenly out of a video file: the middle frame of each of N equal parts, by the frames' own time stamps.
/// The packets are counted first without decoding (a gigabyte in seconds), so a wrong length in the header does not matter.
/// Short videos are then decoded once from the beginning; in long ones each frame is sought.
/// </summary>
public static class FrameSampler
{
    /// <summary>Videos up to this long are decoded from the beginning rather than sought in.</summary>
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(90);

    /// <summary>The frames in their order: <paramref name="count"/> of them, or all where the video has fewer. The caller disposes each.</summary>
    /// <exception cref="SourceException">The file cannot be read as video.</exception>
    public static async IAsyncEnumerable<VideoFrame> SampleAsync(string path, int count, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        SourceAddress address = SourceAddress.Parse(path) with { IsLive = false };
        if (address.Kind == SourceKind.Folder) throw new SourceException($"{path}: is a folder, expected a video file");
        IReadOnlyList<TimeSpan> times = await PacketTimesAsync(address, cancellation).ConfigureAwait(false);
        IReadOnlyList<TimeSpan> wanted = Choose(times, count);
        bool seek = times.Count > 0 && times[^1] - times[0] > s_short;
        long id = 0;
        await foreach (VideoFrame frame in (seek ? SeekAsync(address, wanted, times[0], cancellation) : PassAsync(address, wanted, cancellation)).ConfigureAwait(false))
        {
            frame.Id = id++;
            yield return frame;
        }
    }

    /// <summary>The middle of each of <paramref name="count"/> equal parts of a sorted list.</summary>
    internal static IReadOnlyList<TimeSpan> Choose(IReadOnlyList<TimeSpan> times, int count)
    {
        if (times.Count <= count) return times;
        TimeSpan[] chosen = new TimeSpan[count];
        for (int i = 0; i < count; i++) chosen[i] = times[(int)((2L * i + 1) * times.Count / (2L * count))];
        return chosen;
    }

    private static async IAsyncEnumerable<VideoFrame> PassAsync(SourceAddress address, IReadOnlyList<TimeSpan> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        FfmpegSource source = FfmpegSource.Open(new SourceOptions { Address = address });
        await using (source.ConfigureAwait(false))
        {
            int next = 0, given = 0;
            VideoFrame? last = null;
            try
            {
                await foreach (VideoFrame frame in AsFarAsItGoes(source, nothingIsFine: false, cancellation).ConfigureAwait(false))
                {
                    last?.Dispose();
                    last = frame;
                    if (next >= wanted.Count) break;
                    // Time stamps are rounded to another time base on their way.
                    if (frame.Time < wanted[next] - TimeSpan.FromMilliseconds(1)) continue;
                    while (next < wanted.Count && frame.Time >= wanted[next] - TimeSpan.FromMilliseconds(1)) next++;
                    last = null;
                    given++;
                    yield return frame;
                }
                // A packet need not become a picture: the last picture stands for what never came.
                if (given == 0 && last is not null)
                {
                    VideoFrame only = last;
                    last = null;
                    yield return only;
                }
            }
            finally
            {
                last?.Dispose();
            }
        }
    }

    private static async IAsyncEnumerable<VideoFrame> SeekAsync(SourceAddress address, IReadOnlyList<TimeSpan> wanted, TimeSpan first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int given = 0;
        foreach (TimeSpan time in wanted)
        {
            FfmpegSource source = FfmpegSource.Open(new SourceOptions { Address = address, Start = time - first, MaxFrames = 1 });
            await using (source.ConfigureAwait(false))
            {
                await foreach (VideoFrame frame in AsFarAsItGoes(source, nothingIsFine: true, cancellation).ConfigureAwait(false))
                {
                    given++;
                    yield return frame;
                }
            }
        }
        if (given > 0) yield break;
        // Nothing to be sought in this container: the long way.
        await foreach (VideoFrame frame in PassAsync(address, wanted, cancellation).ConfigureAwait(false)) yield return frame;
    }

    /// <summary>A damaged file gives what it has: it is an error only when that is nothing, and not even then if <paramref name="nothingIsFine"/>.</summary>
    private static async IAsyncEnumerable<VideoFrame> AsFarAsItGoes(FfmpegSource source, bool nothingIsFine, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IAsyncEnumerator<VideoFrame> frames = source.ReadAllAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using (frames.ConfigureAwait(false))
            while (true)
            {
                try
                {
                    if (!await frames.MoveNextAsync().ConfigureAwait(false)) yield break;
                }
                catch (SourceException) when (nothingIsFine || source.FramesIn > 0)
                {
                    yield break;
                }
                yield return frames.Current;
            }
    }

    /// <summary>The time stamps of all packets of the first video stream, sorted; nothing is decoded.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> PacketTimesAsync(SourceAddress address, CancellationToken cancellation)
    {
        Ffmpeg ffmpeg = Ffmpeg.Start([.. FfmpegInput.Of(new SourceOptions { Address = address }), "-map", "0:V:0", "-c", "copy", "-copyts", "-f", "framecrc", "pipe:1"], TimeProvider.System);
        await using (ffmpeg.ConfigureAwait(false))
        {
            List<TimeSpan> times = [];
            (long num, long den) = (1, 1);
            using StreamReader lines = new(ffmpeg.Output);
            while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                if (line.StartsWith("#tb 0: ", StringComparison.Ordinal))
                {
                    string[] parts = line[7..].Split('/');
                    if (parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out long n) && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long d) && n > 0 && d > 0)
                        (num, den) = (n, d);
                }
                else if (line.Length > 0 && line[0] != '#' && line.Split(',') is { Length: >= 3 } fields
                    && long.TryParse(fields[2], CultureInfo.InvariantCulture, out long pts) && Math.Abs((double)pts * num / den) < 1e9)
                {
                    times.Add(TimeSpan.FromTicks((long)((Int128)pts * num * TimeSpan.TicksPerSecond / den)));
                }
            }
            // Files whose packets cannot be listed may still be decoded: the decoder then says what is wrong.
            times.Sort();
            return times;
        }
    }
}
