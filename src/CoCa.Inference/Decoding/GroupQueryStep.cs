using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>
/// The decoder bound for a number of rows and of new tokens a row, written in place by GroupQueryAttention. Only the contents of its small
/// inputs change from step to step: the mask is as wide as the cache, so nothing is bound anew when the rows grow.
/// </summary>
internal sealed class GroupQueryStep : IStep
{
    private readonly int _rows;
    private readonly int _tokens;
    private readonly int _keys;
    private readonly TensorBuffer _ids;
    private readonly TensorBuffer _positions;
    private readonly TensorBuffer _lastKeys;
    private readonly TensorBuffer _total;
    private readonly TensorBuffer _bias;
    private readonly GraphCall _call;

    /// <summary>Binds <paramref name="graph"/> for <paramref name="rows"/> rows of <paramref name="tokens"/> new tokens over the caches' first rows.</summary>
    public GroupQueryStep(Graph graph, int rows, int tokens, int capacity, IReadOnlyList<(string Name, OrtValue Value)> inputs, IReadOnlyList<(string Name, OrtValue Value)> outputs)
    {
        InferenceSession session = graph.Session();
        // GroupQueryAttention takes several tokens only as a prompt: then all keys are new. A single token gets the whole width.
        (_rows, _tokens, _keys) = (rows, tokens, tokens > 1 ? tokens : capacity);
        _ids = new(TensorElementType.Int64, rows, tokens);
        _positions = new(TensorElementType.Int64, tokens);
        _lastKeys = new(TensorElementType.Int32, rows);
        _total = new(TensorElementType.Int32, 1);
        _bias = new(TensorElementType.Float, rows, 1, tokens, _keys);
        _total.Span<int>(0, 1)[0] = _keys;
        (string, OrtValue)[] own =
        [
            ("ids", _ids.View(0, rows)), ("position", _positions.View(0, tokens)), ("seqlens_k", _lastKeys.View(0, rows)),
            ("total_sequence_length", _total.View(0, 1)), ("attention_bias", _bias.View(0, rows)),
        ];
        _call = new(graph.Runtime, session, graph.Name, [.. own, .. inputs], [.. outputs]);
    }

    public void Run(ReadOnlySpan<long> ids, int position, RowHistory history)
    {
        ids.CopyTo(_ids.Span<long>(0, _rows));
        Span<long> positions = _positions.Span<long>(0, _tokens);
        for (int i = 0; i < _tokens; i++) positions[i] = position + i;
        _lastKeys.Span<int>(0, _rows).Fill(position + _tokens - 1);
        for (int row = 0; row < _rows; row++)
        {
            Span<float> bias = _bias.Span<float>(row, 1);
            for (int i = 0; i < _tokens; i++) history.Write(row, position + i, bias.Slice(i * _keys, _keys));
        }
        _call.Run();
    }

    public void Dispose()
    {
        _call.Dispose();
        foreach (TensorBuffer buffer in (ReadOnlySpan<TensorBuffer>)[_ids, _positions, _lastKeys, _total, _bias]) buffer.Dispose();
    }
}
