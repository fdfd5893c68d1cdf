using System.Diagnostics;
using System.Globalization;
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Live.Sources;
using CoCa.Live.Tests.Sources.Servers;
using CoCa.Realtime;
using CoCa.Realtime.Results;

namespace CoCa.Bench.Soaks;

/// <summary>
/// An RTSP camera that is killed and comes back, three times. Each of its pictures carries the moment at which it was taken, so an age counts from there to the result, with encoder, network, decoder and model
/// on the way.
/// </summary>
internal static class ReconnectSoak
{
    private const int Rate = 25, Bits = 40, Block = 8, Height = 64;

    public static async Task<bool> RunAsync(string[] args)
    {
        TimeSpan length = TimeSpan.FromMinutes(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 0.25);
        using CoCaModel model = Models.Shipped();
        AgeSink ages = new();
        CoCaEngine engine = new(model);
        engine.AddSink(ages);
        Camera camera = await Camera.StartAsync(0);
        int port = camera.Port;
        SourceOptions source = new() { Address = SourceAddress.Parse($"rtsp://127.0.0.1:{port}/yard"), StallTimeout = TimeSpan.FromSeconds(5) };
        EngineStream stream = engine.AddStream(new() { FreezeAfter = TimeSpan.Zero }, () => FrameSource.Open(source));
        engine.Start();
        Verdict verdict = new();
        using PeriodicTimer wait = new(length);
        await ages.FirstAsync();
        await wait.WaitForNextTickAsync();
        (double p50, double p95) before = ages.TakeAges();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"age before: p50 {before.p50:0} ms, p95 {before.p95:0} ms"));
        for (int i = 0; i < 3; i++)
        {
            await camera.DisposeAsync();
            wait.Period = TimeSpan.FromSeconds(5 + 4 * i); // away for longer each time
            await wait.WaitForNextTickAsync();
            ages.TakeAges();
            camera = await Camera.StartAsync(port);
            long back = Stopwatch.GetTimestamp();
            await ages.FirstAsync();
            double seconds = Stopwatch.GetElapsedTime(back).TotalSeconds;
            wait.Period = TimeSpan.FromSeconds(2);
            await wait.WaitForNextTickAsync();
            ages.TakeAges();
            wait.Period = length;
            await wait.WaitForNextTickAsync();
            (double p50, double p95) after = ages.TakeAges();
            verdict.Check(seconds <= 5, $"a frame {seconds:0.00} s after it was back, within 5");
            verdict.Check(after.p50 <= before.p50 * 1.5 + 20, $"age afterwards: p50 {after.p50:0} ms, p95 {after.p95:0} ms, as before");
        }
        await camera.DisposeAsync();
        await engine.DisposeAsync();
        verdict.Check(await stream.Completion);
        return verdict.AllHeld;
    }

    /// <summary>A server whose pictures are stripes that spell the time in milliseconds, white for 1.</summary>
    private sealed class Camera(RtspServer server) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _filming = Task.CompletedTask;

        public int Port => server.Port;

        public static async Task<Camera> StartAsync(int port)
        {
            TaskCompletionSource<RtspServer> made = new();
            Task<RtspServer> starting = RtspServer.StartAsync(port, s => made.SetResult(s), "-f", "rawvideo", "-pix_fmt", "gray", "-s", $"{Bits * Block}x{Height}", "-r", $"{Rate}", "-i", "pipe:0");
            Camera camera = new(await made.Task);
            camera._filming = camera.FilmAsync();
            await starting;
            return camera;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await server.DisposeAsync();
            await _filming;
            _stop.Dispose();
        }

        private async Task FilmAsync()
        {
            byte[] picture = new byte[Bits * Block * Height];
            using PeriodicTimer pace = new(TimeSpan.FromSeconds(1.0 / Rate));
            try
            {
                while (await pace.WaitForNextTickAsync(_stop.Token))
                {
                    long now = Environment.TickCount64;
                    for (int i = 0; i < picture.Length; i++) picture[i] = (byte)((now >> (i % (Bits * Block) / Block) & 1) != 0 ? 235 : 16);
                    await server.Input.WriteAsync(picture, _stop.Token);
                    await server.Input.FlushAsync(_stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
            {
                // It is over.
            }
        }
    }

    /// <summary>Reads the stripes.</summary>
    private sealed class AgeSink : IResultSink
    {
        private readonly Lock _lock = new();
        private List<double> _ages = [];
        private TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "ages";

        public Task FirstAsync()
        {
            lock (_lock) return _first.Task;
        }

        /// <summary>Half and 95 % of the ages since the last call.</summary>
        public (double P50, double P95) TakeAges()
        {
            lock (_lock)
            {
                List<double> ages = _ages;
                (_ages, _first) = ([], new(TaskCreationOptions.RunContinuationsAsynchronously));
                ages.Sort();
                return ages.Count == 0 ? default : (ages[ages.Count / 2], ages[(int)(ages.Count * 0.95)]);
            }
        }

        public void Show(FrameResult result, PixelBuffer picture)
        {
            long taken = 0;
            for (int bit = 0; bit < Bits; bit++)
                if (picture.Plane0[(Height / 2 * picture.Width + bit * Block + Block / 2) * 3] > 125) taken |= 1L << bit;
            lock (_lock)
            {
                _ages.Add(Environment.TickCount64 - taken);
                _first.TrySetResult();
            }
        }

        public void Change(StreamStateChange change) => Console.WriteLine($"  {change.State}: {change.Reason}");

        public void Complete(string stream, StreamCount count)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
