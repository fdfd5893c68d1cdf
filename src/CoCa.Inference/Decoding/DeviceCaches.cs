using System.Globalization;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>Two sets of self-attention caches in a GPU's memory, [B, heads, C, dh] each: one is read, the other written.</summary>
internal sealed class DeviceCaches : IDisposable
{
    private readonly Graph _graph;
    private readonly InferenceSession _session;
    private readonly (string Name, DeviceTensor Tensor)[][] _sets;
    private readonly GraphCall?[] _moves = new GraphCall?[2];
    private readonly TensorBuffer _parents;
    private readonly TensorBuffer _keep;

    /// <summary>Reserves the memory and clears it.</summary>
    public DeviceCaches(DecoderGraphs graphs, int rows, int capacity)
    {
        _graph = graphs.Rearrange!;
        _session = _graph.Session(("B", rows), ("C", capacity));
        _sets = [.. Enumerable.Range(0, 2).Select(_ => Set())];
        _parents = new(TensorElementType.Int64, rows);
        _keep = new(TensorElementType.Bool, rows, 1, 1, 1);
        // Positions not yet written are hidden by a weight of 0, but 0 times what is no number is no number.
        Move();
        _keep.Span<bool>(0, rows).Fill(true);

        (string, DeviceTensor)[] Set() => [.. graphs.Layout.Self.SelectMany((shape, layer) => ((string[])["k", "v"]).Select(kind =>
            (string.Create(CultureInfo.InvariantCulture, $"{kind}.{layer}"), _graph.Reserve(_session, rows, shape.Heads, capacity, shape.HeadSize))))];
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
        Span<long> rows = _parents.Span<long>(0, _parents.Rows);
        for (int row = 0; row < rows.Length; row++) rows[row] = parents[row];
        Move();
    }

    public void Dispose()
    {
        foreach (GraphCall? move in _moves) move?.Dispose();
        _parents.Dispose();
        _keep.Dispose();
        foreach ((_, DeviceTensor tensor) in _sets.SelectMany(set => set)) tensor.Dispose();
    }

    private void Move()
    {
        (_moves[Current] ??= new(_graph.Runtime, _session, _graph.Name, [("parents", _parents.View(0, _parents.Rows)), ("keep", _keep.View(0, _keep.Rows))],
            Values("present", 1 - Current), Values("past", Current))).Run();
        Turn();
    }
}
