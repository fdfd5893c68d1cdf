using CoCa.Core;
using CoCa.Core.Configuration;
using CoCa.Core.Tokenization;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Encoding;

/// <summary>
/// The text tower. Thread-safe: calls take turns on one set of buffers.
/// </summary>
/// <remarks>
/// The class position always takes the last positional row, and of a row with n tokens before the pads at its end it sees none of the keys
/// after n. So what stands after n + 1 tokens changes no feature, and texts are cut there before they are run: exact, and several times
/// faster for short labels. A pad inside a text is a token like any other: CLIP's id 0 is also an exclamation mark. Texts of similar length are run together.
/// </remarks>
public sealed class TextEncoder : IDisposable
{
    private const int ChunkRows = 16;
    private readonly Lock _lock = new();
    private readonly Graph _graph;
    private readonly BatchPlan _plan;
    private readonly int _padId;
    private readonly int _vocabulary;
    private readonly int _tokenWidth;
    private readonly Dictionary<(int Length, bool Tokens), Run> _runs = [];
    private bool _disposed;

    internal TextEncoder(Graph graph, BatchPlan plan, CoCaConfig config, ClipTokenizer? tokenizer)
    {
        (_graph, _plan, Tokenizer) = (graph, plan, tokenizer);
        (ContextLength, EmbedSize, _padId, _vocabulary, _tokenWidth) = (config.Text.ContextLength, config.EmbedDim, config.Text.PadId, config.Text.VocabularySize, config.Text.Width);
    }

    /// <summary>L: ids of a text.</summary>
    public int ContextLength { get; }

    /// <summary>E: entries of an embedding.</summary>
    public int EmbedSize { get; }

    /// <summary>Makes ids of texts; null for a model that speaks ids only.</summary>
    public ClipTokenizer? Tokenizer { get; }

    /// <summary>Embeds texts.</summary>
    /// <exception cref="InvalidInputException">The bundle has no tokenizer.</exception>
    public TextFeatures Encode(IReadOnlyList<string> texts)
    {
        if (Tokenizer is null) throw new InvalidInputException("this bundle has no tokenizer: give token ids instead of texts, or import it with one");
        long[] ids = new long[texts.Count * ContextLength];
        for (int i = 0; i < texts.Count; i++) Tokenizer.Encode(texts[i], ids.AsSpan(i * ContextLength, ContextLength));
        return Encode(ids, texts.Count);
    }

    /// <summary>Embeds texts given as ids [B, L], padded at the end; with <paramref name="tokens"/> every position's output is kept too, which costs the full length.</summary>
    /// <exception cref="InvalidInputException">Not B rows of L ids, or an id outside of the vocabulary.</exception>
    public TextFeatures Encode(ReadOnlySpan<long> ids, int batch, bool tokens = false)
    {
        if (batch < 1 || ids.Length != (long)batch * ContextLength) throw new InvalidInputException($"{ids.Length} ids for {batch} texts, must be {batch} x {ContextLength}");
        foreach (long id in ids)
            if (id < 0 || id >= _vocabulary) throw new InvalidInputException($"token {id} is outside of the model's vocabulary of {_vocabulary}");
        TextFeatures features = new(batch, EmbedSize, tokens ? ContextLength * _tokenWidth : 0);
        int[] order = new int[batch], lengths = new int[batch];
        for (int i = 0; i < batch; i++) (order[i], lengths[i]) = (i, tokens ? ContextLength : NeededLength(ids.Slice(i * ContextLength, ContextLength)));
        Array.Sort((int[])lengths.Clone(), order);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // Where a result must not depend on its neighbours, neither may its length.
            int rows = _plan.RowByRow ? 1 : ChunkRows;
            for (int first = 0; first < batch; first += rows)
            {
                ReadOnlySpan<int> chunk = order.AsSpan(first, Math.Min(rows, batch - first));
                GetRun(lengths[chunk[^1]], tokens).Execute(ids, chunk, features);
            }
        }
        return features;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (Run run in _runs.Values) run.Dispose();
            _runs.Clear();
            _disposed = true;
        }
    }

    private int NeededLength(ReadOnlySpan<long> row)
    {
        int tokens = row.LastIndexOfAnyExcept(_padId) + 1;
        return _graph.Runtime.IsGpu ? ContextLength : Math.Min(tokens + 1, ContextLength);
    }

    private Run GetRun(int length, bool tokens)
    {
        if (!_runs.TryGetValue((length, tokens), out Run? run)) _runs.Add((length, tokens), run = new(this, length, tokens));
        return run;
    }

    /// <summary>Buffers for texts cut to one length.</summary>
    private sealed class Run : IDisposable
    {
        private readonly TextEncoder _owner;
        private readonly int _length;
        private readonly TensorBuffer _ids;
        private readonly TensorBuffer _features;
        private readonly TensorBuffer _embeddings;
        private readonly TensorBuffer? _tokens;
        private readonly BufferedGraph _graph;

        public Run(TextEncoder owner, int length, bool tokens)
        {
            (_owner, _length) = (owner, length);
            int rows = owner._plan.Room(ChunkRows);
            _ids = new(TensorElementType.Int64, rows, length);
            _features = new(TensorElementType.Float, rows, owner.EmbedSize);
            _embeddings = new(TensorElementType.Float, rows, owner.EmbedSize);
            _tokens = tokens ? new(TensorElementType.Float, rows, length, owner._tokenWidth) : null;
            (string, TensorBuffer)[] outputs = [("features", _features), ("embedding", _embeddings)];
            _graph = new(owner._graph, owner._plan, [("M", length)], [("ids", _ids)], _tokens is null ? outputs : [.. outputs, ("tokens", _tokens)]);
        }

        public void Execute(ReadOnlySpan<long> ids, ReadOnlySpan<int> texts, TextFeatures features)
        {
            for (int row = 0; row < texts.Length; row++)
                ids.Slice(texts[row] * _owner.ContextLength, _length).CopyTo(_ids.Span<long>(row, 1));
            _graph.Run(texts.Length);
            for (int row = 0; row < texts.Length; row++)
            {
                _features.Span<float>(row, 1).CopyTo(features.FeaturesRow(texts[row]));
                _embeddings.Span<float>(row, 1).CopyTo(features.EmbeddingRow(texts[row]));
                _tokens?.Span<float>(row, 1).CopyTo(features.TokensRow(texts[row]));
            }
        }

        public void Dispose() => _graph.Dispose();
    }
}
