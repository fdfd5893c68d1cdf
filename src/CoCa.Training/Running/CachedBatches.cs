using CoCa.Core;
using CoCa.Core.Tokenization;
using CoCa.Training.Data;

namespace CoCa.Training.Running;

/// <summary>The same places of the mix, with kept feature maps instead of pictures.</summary>
internal sealed class CachedBatches(DataMix mix, FeatureCache cache, ClipTokenizer tokenizer, BatchLoaderOptions options) : IBatches
{
    private readonly int _size = (int)cache.Shape.Aggregate(1L, (a, b) => a * b);
    private readonly float[] _inputs = new float[options.BatchSize * (int)cache.Shape.Aggregate(1L, (a, b) => a * b)];
    private readonly long[] _ids = new long[options.BatchSize * mix.CaptionsPerPicture * options.ContextLength];

    public ValueTask<HostBatch> ReadAsync(long step, CancellationToken cancellation)
    {
        long first = ((step * options.WorldSize) + options.Rank) * options.BatchSize;
        int texts = mix.CaptionsPerPicture * options.ContextLength;
        for (int row = 0; row < options.BatchSize; row++) Fill(first + row, _inputs.AsSpan(row * _size, _size), _ids.AsSpan(row * texts, texts));
        return ValueTask.FromResult(new HostBatch(_inputs, cache.Shape, _ids));
    }

    public void Dispose() { }

    private void Fill(long position, Span<float> input, Span<long> ids)
    {
        // A sample that cannot be used is replaced by one from far ahead.
        for (int attempt = 0; attempt < 100; attempt++, position += 1L << 40)
        {
            Draw draw = mix.At(options.Seed, position);
            if (!cache.TryRead(draw.Source, draw.Index, draw.Epoch, input)) continue;
            IReadOnlyList<string> texts = mix.Texts(mix.Sources[draw.Source].Samples.Read(draw.Index), draw);
            if (texts.Count == 0) continue;
            for (int i = 0; i < texts.Count; i++) tokenizer.Encode(texts[i], ids.Slice(i * options.ContextLength, options.ContextLength));
            return;
        }
        throw new InvalidInputException("a hundred samples in a row cannot be used: is this data for training?");
    }
}
