using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CoCa.Core.Configuration;
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

    /// <summary>The stem's layers up to this one, which is among them.</summary>
    internal static HashSet<string> LayersUpTo(ConvStem stem, string layer) => [.. stem.Layers.TakeWhile(l => l.Name != layer).Select(l => l.Name), layer];

    /// <summary>A name for what a cache would hold: equal where network, data and augmentation are.</summary>
    public static string KeyOf(CoCaNetwork network, string layer, DataMix mix, BatchLoaderOptions options, int views)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(mix);
        ArgumentNullException.ThrowIfNull(options);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"1|{layer}|{views}|{options.Seed}|{JsonSerializer.Serialize(options.Preprocess)}|{JsonSerializer.Serialize(options.Augmentation)}"));
        foreach (MixSource source in mix.Sources) hash.AppendData(Encoding.UTF8.GetBytes($"|{Path.GetFileName(source.Samples.Name)}|{source.Samples.Count}"));
        HashSet<string> run = LayersUpTo(network.Config.Vision.Stem!, layer);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
        {
            string[] parts = name.Split('.');
            if (parts.Length < 3 || parts[1] != "stem" || !run.Contains(parts[2])) continue;
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(parameter.bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes the cache to a file; the file has its name only when it is whole.</summary>
    public void Save(string path, string key)
    {
        string made = $"{path}.new";
        using (FileStream stream = new(made, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        using (BinaryWriter writer = new(stream))
        {
            writer.Write(key);
            writer.Write(_views);
            writer.Write(Shape.Count);
            foreach (long side in Shape) writer.Write(side);
            foreach (Half[]?[] rows in _rows)
            {
                writer.Write(rows.Length);
                foreach (Half[]? row in rows)
                {
                    writer.Write(row is not null);
                    if (row is not null) writer.Write(MemoryMarshal.AsBytes<Half>(row));
                }
            }
        }
        File.Move(made, path, overwrite: true);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; null if there is no such file, or it holds something else.</summary>
    public static FeatureCache? Load(string path, string key, int sources)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            using BinaryReader reader = new(stream);
            if (reader.ReadString() != key) return null;
            int views = reader.ReadInt32();
            long[] shape = new long[reader.ReadInt32() is >= 1 and <= 8 and int n ? n : 1];
            for (int i = 0; i < shape.Length; i++) shape[i] = reader.ReadInt64();
            long size = shape.Aggregate(1L, (a, b) => a * b);
            if (size is < 1 or > 1 << 26) return null;
            Half[]?[][] rows = new Half[]?[sources][];
            for (int source = 0; source < sources; source++)
            {
                int count = reader.ReadInt32();
                if (count < 0 || count > stream.Length) return null;
                rows[source] = new Half[]?[count];
                for (int i = 0; i < count; i++)
                {
                    if (!reader.ReadBoolean()) continue;
                    Half[] row = new Half[size];
                    stream.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
                    rows[source][i] = row;
                }
            }
            return new FeatureCache(rows, views, shape);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
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
