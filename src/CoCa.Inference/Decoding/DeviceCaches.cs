using System.Globalization;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>Two sets of self-attention caches in a GPU's memory, [B, heads, C, dh] each: one is read, the other written.</summary>
internal sealed class DeviceCaches : IDisposable
{
    private readonly Graph _rearrange;
    private readonly InferenceSession _session;
    private readonly int _rows;
    private readonly (string Name, DeviceTensor Tensor)[][] _sets;
    private readonly GraphCall?[] _moves = new GraphCall?[2];
    private readonly TensorBuffer _parents;

    /// <summary>Reserves the memory with the decoder's session.</summary>
    public DeviceCaches(DecoderGraphs graphs, InferenceSession decoder, int rows, int capacity)
    {
        (_rearrange, _rows) = (graphs.Rearrange!, rows);
        _session = _rearrange.Session(("B", rows), ("C", capacity));
        _sets = [.. Enumerable.Range(0, 2).Select(_ => Set())];
        _parents = new(TensorElementType.Int64, rows);
        Clear(graphs.Layout, capacity);

        (string, DeviceTensor)[] Set() => [.. graphs.Layout.Self.SelectMany((shape, layer) =>
            Names(layer).Select(name => (name, new DeviceTensor(graphs.Decoder.Runtime, decoder, rows, shape.Heads, capacity, shape.HeadSize))))];
    }

    /// <summary>The set that is read next.</summary>
    public int Current { get; private set; }

    /// <summary>A set's values under the names of inputs (<c>past</c>) or outputs (<c>present</c>).</summary>
    public (string Name, OrtValue Value)[] Values(string role, int set) => [.. _sets[set].Select(c => ($"{role}.{c.Name}", c.Tensor.Value))];

    /// <summary>The other set was written: it is read next.</summary>
    public void Turn() => Current = 1 - Current;

    /// <summary>Row r becomes what row <paramref name="parents"/>[r] was.</summary>
    public void Rearrange(ReadOnlySpan<int> parents)
    {
        Span<long> rows = _parents.Span<long>(0, _rows);
        for (int row = 0; row < _rows; row++) rows[row] = parents[row];
        GraphCall move = _moves[Current] ??= new(_rearrange.Runtime, _session, _rearrange.Name, [("parents", _parents.View(0, _rows))], Values("present", 1 - Current), Values("past", Current));
        move.Run();
        Turn();
    }

    public void Dispose()
    {
        foreach (GraphCall? move in _moves) move?.Dispose();
        _parents.Dispose();
        foreach ((_, DeviceTensor tensor) in _sets.SelectMany(set => set)) tensor.Dispose();
    }

    private static IEnumerable<string> Names(int layer) => ((string[])["k", "v"]).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind}.{layer}"));

    /// <summary>Writes zeros to the first set: positions not yet written are hidden by a weight of 0, but 0 times what is no number is no number.</summary>
    private void Clear(DecoderLayout layout, int capacity)
    {
        Dictionary<CacheShape, TensorBuffer> zeros = layout.Self.Distinct().ToDictionary(s => s, s => new TensorBuffer(TensorElementType.Float, _rows, s.Heads, capacity, s.HeadSize));
        (string, OrtValue)[] past = [.. layout.Self.SelectMany((shape, layer) => Names(layer).Select(name => ($"past.{name}", zeros[shape].View(0, _rows))))];
        using (GraphCall clear = new(_rearrange.Runtime, _session, _rearrange.Name, [("parents", _parents.View(0, _rows))], Values("present", 0), past)) clear.Run();
        foreach (TensorBuffer buffer in zeros.Values) buffer.Dispose();
    }
}
