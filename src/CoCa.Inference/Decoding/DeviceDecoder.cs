using CoCa.Core;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Decoding;

/// <summary>
/// The decoder with its caches in a GPU's memory. Shapes never change, so a run is compiled once: each picture has room for the most rows that it will have,
/// and what is not in use is padding. A step reads one set of caches and writes the other (they change roles), so does a rearrangement of rows, which is a
/// graph of its own; only ids, masks and logits travel.
/// </summary>
internal sealed class DeviceDecoder : PooledDecoder
{
    private readonly DecoderLayout _layout;
    private readonly int _pictures;
    private readonly int _rowsPerPicture;
    private readonly int _contextTokens;
    private readonly TensorBuffer _logits;
    private readonly DeviceContext _context;
    private readonly DeviceCaches _caches;
    private readonly MaskedInputs _inputs;
    private readonly GraphCall[] _steps;
    private readonly RowHistory _visibility;
    private readonly RowMoves _moves;
    private readonly int[] _parents;
    private float[] _compact = [];
    private int[] _places = [];
    private int _length;

    /// <summary>Buffers for so many pictures of <paramref name="rowsPerPicture"/> rows, with <paramref name="capacity"/> tokens a row and <paramref name="contextTokens"/> a picture.</summary>
    public DeviceDecoder(DecoderGraphs graphs, int pictures, int rowsPerPicture, int capacity, int contextTokens)
    {
        int rows = pictures * rowsPerPicture;
        (_layout, _pictures, _rowsPerPicture, Capacity, _contextTokens) = (graphs.Layout, pictures, rowsPerPicture, capacity, contextTokens);
        Graph decoder = graphs.Decoder;
        InferenceSession session = decoder.Session(("B", rows), ("R", pictures), ("C", capacity), ("N", contextTokens));
        _logits = new(TensorElementType.Float, rows, _layout.Vocabulary);
        _context = new(graphs, pictures, contextTokens);
        _caches = new(graphs, rows, capacity);
        _inputs = new(rows, pictures, capacity, contextTokens);
        _steps = [Bind(0), Bind(1)];
        (_visibility, _moves, _parents) = (new(rows + 1, capacity, _layout.PadId), new(rows), new int[rows]);

        GraphCall Bind(int past) => new(decoder.Runtime, session, decoder.Name, _inputs.Values,
            [.. _caches.Values("present", 1 - past), ("logits", _logits.View(0, rows))], [.. _caches.Values("past", past), .. _context.Values]);
    }

    public override int VocabularySize => _layout.Vocabulary;

    public override int Capacity { get; }

    /// <summary>Sessions are compiled for sizes, so only the same ones fit, but that there may be more tokens than needed.</summary>
    public override bool Fits(int pictures, int rows, int tokens, int contextTokens) =>
        Bucket(pictures) == _pictures && rows == pictures * _rowsPerPicture && tokens <= Capacity && contextTokens == _contextTokens;

    /// <summary>Pictures that are run together: 1, 2, 4, 8 and multiples of 8.</summary>
    public static int Bucket(int pictures)
    {
        int bucket = 1;
        while (bucket < pictures && bucket < 8) bucket *= 2;
        return (pictures + bucket - 1) / bucket * bucket;
    }

    public override void Begin(ReadOnlySpan<float> context, int pictures)
    {
        if (_context.Fill(context, pictures))
            foreach (GraphCall step in _steps) step.BindConstants();
        _places = [.. Enumerable.Range(0, pictures).Select(picture => picture * _rowsPerPicture)];
        (Rows, _length) = (pictures, 0);
    }

    public override Span<float> Feed(ReadOnlySpan<long> ids)
    {
        int tokens = ids.Length / Rows;
        if (_length + tokens > Capacity) throw new InvalidInputException($"{_length + tokens} tokens, the decoder's caches hold {Capacity}");
        for (int i = 0; i < tokens; i++, _length++)
        {
            for (int row = 0; row < Rows; row++)
            {
                long id = ids[row * tokens + i];
                _inputs.Ids[_places[row]] = id;
                _visibility.Append(_places[row], _length, [id]);
            }
            _inputs.MoveTo(_length, _visibility);
            _steps[_caches.Current].Run();
            _caches.Turn();
        }
        return Compact();
    }

    public override void Arrange(ReadOnlySpan<int> parents, int rowsPerPicture)
    {
        for (int place = 0; place < _parents.Length; place++) _parents[place] = place;
        int[] places = new int[parents.Length];
        for (int row = 0; row < parents.Length; row++)
        {
            // A picture's rows stay in its places, whichever pictures have ended before it.
            int parent = _places[parents[row]];
            places[row] = parent / _rowsPerPicture * _rowsPerPicture + row % rowsPerPicture;
            _parents[places[row]] = parent;
        }
        (_places, Rows) = (places, places.Length);
        ReadOnlySpan<(int From, int To)> moves = _moves.Plan(_parents);
        if (moves.Length == 0) return;
        foreach ((int from, int to) in moves) _visibility.Copy(from, to);
        _caches.Rearrange(_parents);
    }

    public override void Dispose()
    {
        foreach (GraphCall step in _steps) step.Dispose();
        _inputs.Dispose();
        _caches.Dispose();
        _context.Dispose();
        _logits.Dispose();
    }

    /// <summary>The logits of the rows in use, side by side.</summary>
    private Span<float> Compact()
    {
        int size = _layout.Vocabulary;
        if (_places.Length == _parents.Length) return _logits.Span<float>(0, Rows);
        if (_compact.Length < Rows * size) _compact = new float[_parents.Length * size];
        for (int row = 0; row < Rows; row++) _logits.Span<float>(_places[row], 1).CopyTo(_compact.AsSpan(row * size, size));
        return _compact.AsSpan(0, Rows * size);
    }
}
