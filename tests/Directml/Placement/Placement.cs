using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Directml;

/// <summary>How one graph fared on DirectML.</summary>
/// <param name="Graph">The graph's file.</param>
/// <param name="OnCpu">The operators that DirectML left to the CPU; empty if it took all.</param>
/// <param name="Difference">The largest difference to the CPU's outputs, relative to each output's largest value.</param>
/// <param name="Worst">The output that differs most.</param>
/// <param name="Tolerance">What it may be: 1e-4 for fp32; half precision, and what the CPU quantises and DirectML does not, differ by some 1e-3.</param>
/// <param name="Error">What ONNX Runtime said, where there is no result.</param>
internal sealed record Placement(string Graph, IReadOnlyList<string> OnCpu, double Difference, string Worst, double Tolerance, string? Error)
{
    public bool IsGood => OnCpu.Count == 0 && Error is null && Difference <= Tolerance;

    /// <summary>Runs the graph with random inputs, symbolic sizes replaced by <paramref name="sizes"/> (others by 1).</summary>
    public static Placement Of(string graph, IReadOnlyDictionary<string, long> sizes, double tolerance)
    {
        try
        {
            using var cpuOptions = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC };
            using var cpu = new InferenceSession(graph, cpuOptions);
            Dictionary<string, long> symbols = Symbols(cpu, sizes);
            using var inputs = new RandomInputs(cpu, symbols);
            using IDisposableReadOnlyCollection<OrtValue> expected = inputs.Run(cpu);

            using (SessionOptions strict = DirectML(symbols))
            {
                strict.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
                try
                {
                    using var session = new InferenceSession(graph, strict);
                    using IDisposableReadOnlyCollection<OrtValue> actual = inputs.Run(session);
                    (double largest, string worst) = Largest(session, expected, actual);
                    return new Placement(graph, [], largest, worst, tolerance, null);
                }
                catch (OnnxRuntimeException e) when (e.Message.Contains("fallback", StringComparison.OrdinalIgnoreCase))
                {
                    // Told apart below, by a run that may fall back.
                }
            }
            using SessionOptions lenient = DirectML(symbols);
            lenient.EnableProfiling = true;
            lenient.ProfileOutputPathPrefix = Path.Combine(Path.GetTempPath(), "placement");
            string profile;
            (double Largest, string Worst) difference;
            using (var session = new InferenceSession(graph, lenient))
            {
                using (IDisposableReadOnlyCollection<OrtValue> actual = inputs.Run(session)) difference = Largest(session, expected, actual);
                profile = session.EndProfiling();
            }
            return new Placement(graph, OnCpuIn(profile), difference.Largest, difference.Worst, tolerance, null);
        }
        catch (OnnxRuntimeException e)
        {
            return new Placement(graph, [], double.NaN, "-", tolerance, e.Message.ReplaceLineEndings(" "));
        }
    }

    public override string ToString()
    {
        string outcome = Error is not null ? $"FAILED: {Error}"
            : OnCpu.Count > 0 ? $"ON THE CPU: {string.Join(' ', OnCpu)}"
            : Difference <= Tolerance ? "all on DirectML" : "DIFFERS";
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(Graph)}: {outcome} (difference {Difference:0.0e+0} in {Worst})");
    }

    private static SessionOptions DirectML(Dictionary<string, long> symbols)
    {
        var options = new SessionOptions { EnableMemoryPattern = false, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        foreach ((string name, long size) in symbols) options.AddFreeDimensionOverrideByName(name, size);
        options.AppendExecutionProvider_DML(0);
        return options;
    }

    private static Dictionary<string, long> Symbols(InferenceSession session, IReadOnlyDictionary<string, long> sizes) =>
        session.InputMetadata.Values.SelectMany(input => input.SymbolicDimensions).Where(name => name.Length > 0).Distinct()
            .ToDictionary(name => name, name => sizes.GetValueOrDefault(name, 1));

    private static (double Largest, string Worst) Largest(InferenceSession session, IReadOnlyList<OrtValue> expected, IReadOnlyList<OrtValue> actual)
    {
        (double Largest, string Worst) result = (-1, "-");
        for (int output = 0; output < expected.Count; output++)
        {
            ReadOnlySpan<float> x = expected[output].GetTensorDataAsSpan<float>(), y = actual[output].GetTensorDataAsSpan<float>();
            double difference = x.Length == y.Length ? 0 : double.PositiveInfinity, scale = 1e-30;
            for (int i = 0; i < Math.Min(x.Length, y.Length); i++)
            {
                difference = Math.Max(difference, Math.Abs((double)x[i] - y[i])); // a NaN stays
                scale = Math.Max(scale, Math.Abs((double)x[i]));
            }
            if (!(difference / scale <= result.Largest)) result = (difference / scale, session.OutputNames[output]);
        }
        return result;
    }

    /// <summary>A profile names the provider of every node that ran.</summary>
    private static List<string> OnCpuIn(string profile)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(profile));
        File.Delete(profile);
        return [.. document.RootElement.EnumerateArray()
            .Where(e => e.TryGetProperty("args", out JsonElement a) && a.TryGetProperty("provider", out JsonElement p) && p.GetString() == "CPUExecutionProvider")
            .Select(e => $"{e.GetProperty("args").GetProperty("op_name").GetString()}({e.GetProperty("name").GetString()!.Replace("_kernel_time", "", StringComparison.Ordinal)})")
            .Distinct().Order(StringComparer.Ordinal)];
    }
}
