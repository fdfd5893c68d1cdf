using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>
/// Self- and cross-attention caches in the processor's memory. A row's self-attention cache is [heads, C, dh] for each layer; rows move by copying what
/// is filled. Cross-attention keys and values are held once a picture, whatever the number of its rows.
/// </summary>
internal sealed class HostCaches : IDisposable
{
    private readonly DecoderLayout _layout;
    private readonly int _capacity;
    private readonly (string Name, TensorBuffer Buffer, CacheShape Shape)[] _self;
    private readonly (string Name, TensorBuffer Buffer)[] _cross;

    /// <summary>Room for so many rows, pictures, tokens a row and context tokens; one row and one picture more serve as scratch.</summary>
    public HostCaches(DecoderLayout layout, int rows, int pictures, int capacity, int contextTokens)
    {
        (_layout, _capacity) = (layout, capacity);
        _self = [.. layout.Self.SelectMany((shape, i) => Pair(i).Select(n => (n, new TensorBuffer(TensorElementType.Float, rows + 1, shape.Heads, capacity, shape.HeadSize), shape)))];
        // Keys of the cross-attention come transposed, [heads, dh, N]: the product of a step needs them so.
        _cross = [.. layout.Cross.SelectMany((shape, i) => ((string, TensorBuffer)[])
        [
            ($"cross.{Pair(i)[0]}", new(TensorElementType.Float, pictures + 1, shape.Heads, shape.HeadSize, contextTokens)),
            ($"cross.{Pair(i)[1]}", new(TensorElementType.Float, pictures + 1, shape.Heads, contextTokens, shape.HeadSize)),
        ])];

        static string[] Pair(int layer) => [FormattableString.Invariant($"k.{layer}"), FormattableString.Invariant($"v.{layer}")];
    }

    public long Bytes => _self.Sum(c => c.Buffer.Bytes) + _cross.Sum(c => c.Buffer.Bytes);

    /// <summary>The cross-attention buffers, for the graph that fills them.</summary>
    public (string Name, TensorBuffer Buffer)[] Cross => _cross;

    /// <summary>Inputs of a step: filled caches of the first rows and pictures.</summary>
    public IReadOnlyList<(string Name, OrtValue Value)> Inputs(int rows, int pictures) =>
        [.. _self.Select(c => ($"past.{c.Name}", c.Buffer.View(0, rows))), .. _cross.Select(c => (c.Name, c.Buffer.View(0, pictures)))];

    /// <summary>Outputs of a step: the same memory.</summary>
    public IReadOnlyList<(string Name, OrtValue Value)> Outputs(int rows) => [.. _self.Select(c => ($"present.{c.Name}", c.Buffer.View(0, rows)))];

    /// <summary>Copies <paramref name="count"/> tokens of a row, beginning with token <paramref name="first"/>, over those of another row.</summary>
    public void MoveRow(int from, int to, int first, int count)
    {
        foreach ((_, TensorBuffer buffer, CacheShape shape) in _self)
        {
            long token = (long)shape.HeadSize * sizeof(float), head = _capacity * token, row = shape.Heads * head;
            for (int h = 0; h < shape.Heads; h++)
                buffer.Move(from * row + h * head + first * token, to * row + h * head + first * token, count * token);
        }
    }

    /// <summary>Copies the cross-attention keys and values of a picture over another's.</summary>
    public void MovePicture(int from, int to)
    {
        foreach ((_, TensorBuffer buffer) in _cross)
        {
            long row = (long)buffer.RowElements * buffer.ElementSize;
            buffer.Move(from * row, to * row, row);
        }
    }

    public void Dispose()
    {
        foreach ((_, TensorBuffer buffer, _) in _self) buffer.Dispose();
        foreach ((_, TensorBuffer buffer) in _cross) buffer.Dispose();
    }
}
