using System.Runtime.InteropServices;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Export.Weights;

namespace CoCa.Export.Tests.Running;

/// <summary>Tensors that are in no file.</summary>
internal sealed class MemoryTensors : TensorFile
{
    private readonly Dictionary<string, (TensorInfo Info, float[] Data)> _tensors = new(StringComparer.Ordinal);

    public override string Path => "memory";

    public override IReadOnlyList<TensorInfo> Tensors => [.. _tensors.Values.Select(t => t.Info)];

    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>A model of random weights: matrices about 1/sqrt(inputs), gains about 1.</summary>
    public static MemoryTensors Random(CoCaConfig config, int seed)
    {
        var random = new Random(seed);
        var tensors = new MemoryTensors();
        foreach ((string name, long[] shape) in ExpectedTensors.Of(config))
        {
            long count = shape.Aggregate(1L, (a, b) => a * b);
            double scale = shape.Length > 1 ? Math.Sqrt((double)shape[0] / count) : 0.1, shift = name.Contains("ln_") && name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0;
            tensors.Set(name, [.. Enumerable.Range(0, (int)count).Select(_ => (float)(shift + (scale * (random.NextDouble() - 0.5) * 3.4)))], shape);
        }
        return tensors;
    }

    public void Set(string name, float[] data, params long[] shape) => _tensors[name] = (new TensorInfo(name, DType.F32, shape), data);

    public void Remove(string name) => _tensors.Remove(name);

    protected override ReadOnlySpan<byte> Read(TensorInfo info) => MemoryMarshal.AsBytes<float>(_tensors[info.Name].Data);

    protected override void Dispose(bool disposing)
    {
    }
}
