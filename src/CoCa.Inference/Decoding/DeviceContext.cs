using System.Globalization;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>
/// Cross-attention keys and values of all pictures, computed once: in the GPU's memory, from one run for all pictures. A graph that must run picture by
/// picture (int8) leaves those of several pictures in the processor's memory, from where they are copied once.
/// </summary>
internal sealed class DeviceContext : IDisposable
{
    private readonly TensorBuffer _tokens;
    private readonly GraphCall? _together;
    private readonly BufferedGraph? _oneByOne;
    private readonly DeviceTensor[] _tensors = [];

    /// <summary>Reserves the memory for so many pictures of so many tokens.</summary>
    public DeviceContext(DecoderGraphs graphs, int pictures, int contextTokens)
    {
        Graph graph = graphs.Context;
        _tokens = new(TensorElementType.Float, pictures, contextTokens, graphs.TokenWidth);
        (string Name, long[] Shape)[] outputs = [.. graphs.Layout.Cross.SelectMany((shape, layer) => new (string, long[])[]
        {
            (string.Create(CultureInfo.InvariantCulture, $"cross.k.{layer}"), [shape.Heads, shape.HeadSize, contextTokens]),
            (string.Create(CultureInfo.InvariantCulture, $"cross.v.{layer}"), [shape.Heads, contextTokens, shape.HeadSize]),
        })];
        if (graphs.ContextPlan.RowByRow && pictures > 1)
        {
            (string Name, TensorBuffer Buffer)[] buffers = [.. outputs.Select(o => (o.Name, new TensorBuffer(TensorElementType.Float, pictures, o.Shape)))];
            _oneByOne = new(graph, graphs.ContextPlan, [("N", contextTokens)], [("tokens", _tokens)], buffers);
            Values = [.. buffers.Select(b => (b.Name, b.Buffer.View(0, pictures)))];
            return;
        }
        InferenceSession session = graph.Session(("B", pictures), ("N", contextTokens));
        _tensors = [.. outputs.Select(o => graph.Reserve(session, [pictures, .. o.Shape]))];
        Values = [.. outputs.Zip(_tensors, (o, tensor) => (o.Name, tensor.Value))];
        _together = new(graph.Runtime, session, graph.Name, [("tokens", _tokens.View(0, pictures))], Values);
    }

    /// <summary>What the decoder is bound to.</summary>
    public (string Name, OrtValue Value)[] Values { get; }

    /// <summary>Computes the keys and values of tokens [B, N, Dt]; true if they must be bound anew to be seen.</summary>
    public bool Fill(ReadOnlySpan<float> tokens, int pictures)
    {
        tokens.CopyTo(_tokens.Span<float>(0, pictures));
        _together?.Run();
        _oneByOne?.Run(pictures);
        return _oneByOne is not null;
    }

    public void Dispose()
    {
        _together?.Dispose();
        foreach (DeviceTensor tensor in _tensors) tensor.Dispose();
        if (_oneByOne is not null) _oneByOne.Dispose();
        else _tokens.Dispose();
    }
}
