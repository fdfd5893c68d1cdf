using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>
/// The decoder whose caches have a fixed capacity and are written through a mask: one new token a row, shapes that never change, so that a GPU
/// compiles it once. Rows beyond those in use are padding.
/// </summary>
internal sealed class MaskedStep : IStep
{
    private readonly int _rows;
    private readonly TensorBuffer _ids;
    private readonly TensorBuffer _position;
    private readonly TensorBuffer _write;
    private readonly TensorBuffer _bias;
    private readonly TensorBuffer _decoderBias;
    private readonly TensorBuffer _contextBias;
    private readonly GraphCall _call;
    private int _written;

    /// <summary>Binds the session for <paramref name="rows"/> rows, padding included.</summary>
    public MaskedStep(Graph graph, InferenceSession session, int rows, int pictures, int capacity, int contextTokens, IReadOnlyList<(string Name, OrtValue Value)> inputs, IReadOnlyList<(string Name, OrtValue Value)> outputs)
    {
        _rows = rows;
        _ids = new(TensorElementType.Int64, rows, 1);
        _position = new(TensorElementType.Int64, 1);
        _write = new(TensorElementType.Bool, rows, 1, capacity, 1);
        _bias = new(TensorElementType.Float, rows, 1, 1, capacity);
        _decoderBias = new(TensorElementType.Float, rows, 1, 1, capacity);
        _contextBias = new(TensorElementType.Float, pictures, 1, 1, contextTokens);
        (string, OrtValue)[] own =
        [
            ("ids", _ids.View(0, rows)), ("position", _position.View(0, 1)), ("write_mask", _write.View(0, rows)),
            ("attention_bias", _bias.View(0, rows)), ("decoder_bias", _decoderBias.View(0, rows)), ("context_bias", _contextBias.View(0, pictures)),
        ];
        _call = new(graph.Runtime, session, graph.Name, [.. own, .. inputs], [.. outputs]);
    }

    public void Run(ReadOnlySpan<long> ids, int position, KeyVisibility visibility)
    {
        ids.CopyTo(_ids.Span<long>(0, ids.Length));
        _position.Span<long>(0, 1)[0] = position;
        for (int row = 0; row < _rows; row++)
        {
            Span<bool> write = _write.Span<bool>(row, 1);
            write[_written] = false;
            write[position] = true;
            // Padding rows see what row 0 sees: numbers, whatever they are.
            visibility.Write(row < ids.Length ? row : 0, position, _bias.Span<float>(row, 1));
            KeyVisibility.WriteCausal(position, _decoderBias.Span<float>(row, 1));
        }
        _written = position;
        _call.Run();
    }

    public void Dispose()
    {
        _call.Dispose();
        foreach (TensorBuffer buffer in (ReadOnlySpan<TensorBuffer>)[_ids, _position, _write, _bias, _decoderBias, _contextBias]) buffer.Dispose();
    }
}
