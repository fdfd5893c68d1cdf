using CoCa.Core;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>
/// The decoder with its caches in the processor's memory: cross-attention keys and values are computed once a picture, every step reads the weights once
/// for all rows of all pictures and writes its new keys and values in place. After the first run with the same sizes a step allocates nothing.
/// One thread at a time.
/// </summary>
internal sealed class HostDecoder : PooledDecoder
{
    private readonly DecoderLayout _layout;
    private readonly Graph _graph;
    private readonly bool _groupQuery;
    private readonly TensorBuffer _context;
    private readonly TensorBuffer _logits;
    private readonly HostCaches _caches;
    private readonly BufferedGraph _contextGraph;
    private readonly RowHistory _history;
    private readonly RowMoves _rowMoves;
    private readonly RowMoves _pictureMoves;
    private readonly int[] _pictureParents;
    private readonly Dictionary<(int Rows, int Pictures, int Tokens), IStep> _steps = [];
    private int _pictures;
    private int _length;

    /// <summary>Buffers for so many pictures and rows in all, with <paramref name="capacity"/> tokens a row and <paramref name="contextTokens"/> a picture.</summary>
    public HostDecoder(DecoderGraphs graphs, int pictures, int rows, int capacity, int contextTokens)
    {
        _layout = graphs.Layout;
        (_graph, _groupQuery) = (graphs.Decoder, graphs.GroupQuery);
        (MaxPictures, MaxRows, Capacity, ContextTokens) = (pictures, rows, capacity, contextTokens);
        _context = new(TensorElementType.Float, pictures, contextTokens, graphs.TokenWidth);
        _logits = new(TensorElementType.Float, rows, _layout.Vocabulary);
        _caches = new(_layout, rows, pictures, capacity, contextTokens);
        _contextGraph = new(graphs.Context, graphs.ContextPlan, [("N", contextTokens)], [("tokens", _context)], _caches.Cross);
        _history = new(rows + 1, capacity, _layout.PadId);
        (_rowMoves, _pictureMoves, _pictureParents) = (new(rows), new(pictures), new int[pictures]);
    }

    public int MaxPictures { get; }

    public int MaxRows { get; }

    public override int Capacity { get; }

    /// <summary>N: tokens of a picture or window.</summary>
    public int ContextTokens { get; }

    public override int VocabularySize => _layout.Vocabulary;

    public override bool Fits(int pictures, int rows, int tokens, int contextTokens) => contextTokens == ContextTokens && pictures <= MaxPictures && rows <= MaxRows && tokens <= Capacity;

    public override void Begin(ReadOnlySpan<float> context, int pictures)
    {
        context.CopyTo(_context.Span<float>(0, pictures));
        _contextGraph.Run(pictures);
        _history.Begin();
        (Rows, _pictures, _length) = (pictures, pictures, 0);
    }

    public override Span<float> Feed(ReadOnlySpan<long> ids)
    {
        int tokens = ids.Length / Rows;
        if (_length + tokens > Capacity) throw new InvalidInputException($"{_length + tokens} tokens, the decoder's caches hold {Capacity}");
        for (int row = 0; row < Rows; row++) _history.Append(row, _length, ids.Slice(row * tokens, tokens));
        if (tokens == 1 || (_groupQuery && _length == 0)) Step(ids, tokens);
        else StepByStep(ids, tokens);
        return _logits.Span<float>(0, Rows);
    }

    public override void Arrange(ReadOnlySpan<int> parents, int rowsPerPicture)
    {
        int rowsBefore = Rows / _pictures, pictures = parents.Length / rowsPerPicture;
        foreach ((int from, int to) in _rowMoves.Plan(parents))
        {
            // Beams have parted only lately: what they share is there already.
            int shared = _history.Shared(from, to);
            _caches.MoveRow(from, to, shared, _length - shared);
            _history.Copy(from, to);
        }
        for (int picture = 0; picture < pictures; picture++) _pictureParents[picture] = parents[picture * rowsPerPicture] / rowsBefore;
        foreach ((int from, int to) in _pictureMoves.Plan(_pictureParents.AsSpan(0, pictures))) _caches.MovePicture(from, to);
        (Rows, _pictures) = (parents.Length, pictures);
    }

    public override void Dispose()
    {
        foreach (IStep step in _steps.Values) step.Dispose();
        _steps.Clear();
        _contextGraph.Dispose();
        _caches.Dispose();
        _logits.Dispose();
    }

    /// <summary>Several tokens where the graph takes one at a time; only the last one's logits count.</summary>
    private void StepByStep(ReadOnlySpan<long> ids, int tokens)
    {
        Span<long> column = Rows <= 64 ? stackalloc long[Rows] : new long[Rows];
        for (int i = 0; i < tokens; i++)
        {
            for (int row = 0; row < Rows; row++) column[row] = ids[row * tokens + i];
            Step(column, 1);
        }
    }

    private void Step(ReadOnlySpan<long> ids, int tokens)
    {
        if (!_steps.TryGetValue((Rows, _pictures, tokens), out IStep? step)) _steps.Add((Rows, _pictures, tokens), step = Bind(tokens));
        step.Run(ids, _length, _history);
        _length += tokens;
    }

    private IStep Bind(int tokens)
    {
        (string, Microsoft.ML.OnnxRuntime.OrtValue)[] outputs = [.. _caches.Outputs(Rows), ("logits", _logits.View(0, Rows))];
        return _groupQuery
            ? new GroupQueryStep(_graph, Rows, tokens, Capacity, _caches.Inputs(Rows, _pictures), outputs)
            : new MaskedStep(_graph, Rows, _pictures, Capacity, ContextTokens, _caches.Inputs(Rows, _pictures), outputs);
    }
}
