using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CoCa.Export;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Cli.Benchmarks;

/// <summary>
/// What this machine can do at its best, with as many threads as the model gets: a matrix product of 1024 x 2048 x 2048 through ONNX Runtime in floats and in
/// 8-bit integers, and a read over 1 GB. Measured again and again between the measurements of the model, the best counts: so
/// noise on the machine makes a share of the limit smaller, never larger.
/// </summary>
internal sealed unsafe class MachineLimits : IDisposable
{
    private const int Rows = 1024, Inner = 2048, Columns = 2048;
    private const double Operations = 2.0 * Rows * Inner * Columns;

    private readonly int _threads;
    private readonly SessionOptions _options;
    private readonly InferenceSession _floats, _integers;
    private readonly OrtValue _floatInput, _integerInput;
    private readonly RunOptions _run = new();
    private readonly nuint _bytes;
    private readonly ulong* _memory;

    public MachineLimits(int threads)
    {
        _threads = threads > 0 ? threads : Environment.ProcessorCount;
        _options = new SessionOptions { IntraOpNumThreads = _threads, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        // As the model's own sessions: threads spin within a run, not between runs.
        _options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        _floats = new InferenceSession(MatrixProductGraph.Floats(Rows, Inner, Columns), _options);
        _integers = new InferenceSession(MatrixProductGraph.Integers(Rows, Inner, Columns), _options);
        float[] a = new float[Rows * Inner];
        byte[] b = new byte[a.Length];
        for (int i = 0; i < a.Length; i++) (a[i], b[i]) = ((i % 255 - 127) / 128f, (byte)i);
        _floatInput = OrtValue.CreateTensorValueFromMemory(a, [Rows, Inner]);
        _integerInput = OrtValue.CreateTensorValueFromMemory(b, [Rows, Inner]);
        // On a small machine a smaller read does too, as long as no cache holds it.
        _bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 4L << 30 ? 1u << 30 : 1u << 28;
        _memory = (ulong*)NativeMemory.AlignedAlloc(_bytes, 4096);
        new Span<byte>(_memory, (int)_bytes).Fill(1);
    }

    /// <summary>Billions of float operations a second, a multiplication and an addition counting as two.</summary>
    public double MatmulGflops { get; private set; }

    /// <summary>Billions of 8-bit operations a second, counted alike.</summary>
    public double MatmulInt8Gops { get; private set; }

    /// <summary>Billions of bytes read a second.</summary>
    public double ReadGBps { get; private set; }

    /// <summary>Measures all three once more; about 100 ms.</summary>
    public void Measure()
    {
        MatmulGflops = Math.Max(MatmulGflops, Best(() => Run(_floats, _floatInput), Operations));
        MatmulInt8Gops = Math.Max(MatmulInt8Gops, Best(() => Run(_integers, _integerInput), Operations));
        ReadGBps = Math.Max(ReadGBps, Best(Read, _bytes));
    }

    public void Dispose()
    {
        _floats.Dispose();
        _integers.Dispose();
        _floatInput.Dispose();
        _integerInput.Dispose();
        _run.Dispose();
        _options.Dispose();
        NativeMemory.AlignedFree(_memory);
    }

    private static double Best(Action action, double amount)
    {
        double best = 0;
        for (int i = 0; i < 3; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Max(best, amount / 1e9 / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private void Run(InferenceSession session, OrtValue input)
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(_run, ["a"], [input], ["product"]);
    }

    private void Read()
    {
        nuint part = _bytes / (nuint)_threads / 64 * 8;
        ulong total = 0;
        Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i =>
        {
            ulong sum = Sum(_memory + (nuint)i * part, part);
            Interlocked.Add(ref total, sum);
        });
        // The sum must be looked at, or it need not be made.
        if (total == 42) throw new InvalidOperationException();
    }

    /// <summary>Four independent sums of 64 bytes each keep enough reads under way to fill the memory bus.</summary>
    private static ulong Sum(ulong* from, nuint count)
    {
        Vector512<ulong> a = default, b = default, c = default, d = default;
        for (nuint i = 0; i + 32 <= count; i += 32)
        {
            a += Vector512.Load(from + i);
            b += Vector512.Load(from + i + 8);
            c += Vector512.Load(from + i + 16);
            d += Vector512.Load(from + i + 24);
        }
        return Vector512.Sum(a + b + c + d);
    }
}
