using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using CoCa.Core.Tokenization;
using CoCa.Training.Data;
using CoCa.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace CoCa.Training.Running;

/// <summary>
/// What the frozen layers of a stem make of several augmented views of every picture, as half floats in memory: the stem's early layers cost most of a step
/// and would give the same again. Read from any thread once it is filled.
/// </summary>
public sealed class FeatureCache
{
    private readonly Half[]?[][] _rows; // by source, then view * count + index; null where a picture could not be read
    private readonly int _views;

    private FeatureCache(Half[]?[][] rows, int views, IReadOnlyList<long> shape) => (_rows, _views, Shape) = (rows, views, shape);

    /// <summary>The shape of one feature map, [C, h, w].</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Sends every view through the stem up to a layer.</summary>
    /// <param name="network">The network whose stem is frozen so far.</param>
    /// <param name="layer">The last frozen layer.</param>
    /// <param name="mix">The pictures.</param>
    /// <param name="tokenizer">The loader reads texts too.</param>
    /// <param name="options">How pictures become pixels; batch size, threads.</param>
    /// <param name="views">Views of each picture.</param>
    /// <param name="progress">Told of pictures done and in all.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    public static async Task<FeatureCache> FillAsync(CoCaNetwork network, string layer, DataMix mix, ClipTokenizer tokenizer, BatchLoaderOptions options, int views, Action<long, long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(mix);
        ArgumentNullException.ThrowIfNull(options);
        Half[]?[][] rows = [.. mix.Sources.Select(s => new Half[]?[s.Samples.Count * views])];
        long done = 0, total = rows.Sum(r => (long)r.Length);
        IReadOnlyList<long> shape = [];
        for (int source = 0; source < rows.Length; source++)
        {
            int count = mix.Sources[source].Samples.Count;
            // Alone in a mix, a source's places go through all of its samples once for each view.
            DataMix alone = new([new MixSource(mix.Sources[source].Samples)], mix.LabelTemplates);
            using BatchLoader loader = new(alone, tokenizer, options);
            for (long step = 0; step * options.BatchSize < rows[source].Length; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using TrainingBatch batch = await loader.ReadAsync(step, cancellation).ConfigureAwait(false);
                using var scope = NewDisposeScope();
                torch.Tensor maps = network.StemFeatures(tensor(batch.Pixels, [batch.Count, 3, options.Preprocess.Height, options.Preprocess.Width]), layer).contiguous();
                shape = maps.shape[1..];
                ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(maps.bytes);
                int size = values.Length / batch.Count;
                for (int i = 0; i < batch.Count; i++)
                {
                    long view = ((step * options.BatchSize) + i) / count;
                    if (view >= views) continue;
                    Half[] row = new Half[size];
                    TensorPrimitives.ConvertToHalf(values.Slice(i * size, size), row);
                    rows[source][(view * count) + batch.Samples[i].Index] = row;
                }
                progress?.Invoke(Math.Min(done + ((step + 1) * options.BatchSize), total), total);
            }
            done += rows[source].Length;
        }
        return new FeatureCache(rows, views, shape);
    }

    /// <summary>Copies a view's feature map [C, h, w]; false where its picture could not be read.</summary>
    public bool TryRead(int source, int index, long epoch, Span<float> target)
    {
        Half[]?[] rows = _rows[source];
        if (rows[((epoch % _views) * (rows.Length / _views)) + index] is not { } row) return false;
        TensorPrimitives.ConvertToSingle(row, target);
        return true;
    }
}
