using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>The small inputs of <c>decoder_masked</c>, which change with every step; the large ones are the caches.</summary>
internal sealed class MaskedInputs : IDisposable
{
    private readonly int _rows;
    private readonly int _pictures;
    private readonly TensorBuffer _ids;
    private readonly TensorBuffer _position;
    private readonly TensorBuffer _write;
    private readonly TensorBuffer _bias;
    private readonly TensorBuffer _decoderBias;
    private readonly TensorBuffer _contextBias;
    private int _written;

    /// <summary>Buffers for so many rows and pictures, padding included.</summary>
    public MaskedInputs(int rows, int pictures, int capacity, int contextTokens)
    {
        (_rows, _pictures) = (rows, pictures);
        _ids = new(TensorElementType.Int64, rows, 1);
        _position = new(TensorElementType.Int64, 1);
        _write = new(TensorElementType.Bool, rows, 1, capacity, 1);
        _bias = new(TensorElementType.Float, rows, 1, 1, capacity);
        _decoderBias = new(TensorElementType.Float, rows, 1, 1, capacity);
        _contextBias = new(TensorElementType.Float, pictures, 1, 1, contextTokens);
    }

    /// <summary>The new token of each row.</summary>
    public Span<long> Ids => _ids.Span<long>(0, _rows);

    /// <summary>What is bound.</summary>
    public (string Name, OrtValue Value)[] Values =>
    [
        ("ids", _ids.View(0, _rows)), ("position", _position.View(0, 1)), ("write_mask", _write.View(0, _rows)),
        ("attention_bias", _bias.View(0, _rows)), ("decoder_bias", _decoderBias.View(0, _rows)), ("context_bias", _contextBias.View(0, _pictures)),
    ];

    /// <summary>Writes everything but the ids for the step to <paramref name="position"/>.</summary>
    public void MoveTo(int position, RowHistory visibility)
    {
        _position.Span<long>(0, 1)[0] = position;
        for (int row = 0; row < _rows; row++)
        {
            Span<bool> write = _write.Span<bool>(row, 1);
            write[_written] = false;
            write[position] = true;
            visibility.Write(row, position, _bias.Span<float>(row, 1));
            RowHistory.WriteCausal(position, _decoderBias.Span<float>(row, 1));
        }
        _written = position;
    }

    public void Dispose()
    {
        foreach (TensorBuffer buffer in (ReadOnlySpan<TensorBuffer>)[_ids, _position, _write, _bias, _decoderBias, _contextBias]) buffer.Dispose();
    }
}
