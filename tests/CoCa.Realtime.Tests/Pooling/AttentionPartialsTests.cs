using CoCa.Core;
using CoCa.Inference.Encoding;
using CoCa.Realtime.Pooling;

namespace CoCa.Realtime.Tests.Pooling;

public sealed class AttentionPartialsTests
{
    /// <summary>Random keys of some frames; attention over all of them is what a merge must equal.</summary>
    private sealed class Frames(PartialsShape shape, int frames, int keys, int seed, double spread)
    {
        private readonly Random _random = new(seed);
        private readonly List<(double[] Scores, double[] Values)> _frames = [];

        public void Make()
        {
            for (int f = 0; f < frames; f++)
            {
                double[] scores = [.. Enumerable.Range(0, shape.Scalars * keys).Select(_ => (_random.NextDouble() * 2 - 1) * spread)];
                double[] values = [.. Enumerable.Range(0, shape.Heads * keys * shape.HeadSize).Select(_ => _random.NextDouble() * 2 - 1)];
                _frames.Add((scores, values));
            }
        }

        public void AddTo(AttentionPartials partials, int f)
        {
            (float[] m, float[] l, float[] o) = (new float[shape.Scalars], new float[shape.Scalars], new float[shape.Values]);
            for (int row = 0; row < shape.Scalars; row++)
            {
                double[] s = Scores(f, row);
                m[row] = (float)s.Max();
                for (int k = 0; k < keys; k++)
                {
                    double w = Math.Exp(s[k] - s.Max());
                    l[row] += (float)w;
                    for (int d = 0; d < shape.HeadSize; d++) o[row * shape.HeadSize + d] += (float)(w * Value(f, row, k, d));
                }
            }
            partials.Add(new(m, l, o));
        }

        public double[] Attention(int first, int count)
        {
            double[] result = new double[shape.Values];
            for (int row = 0; row < shape.Scalars; row++)
            {
                double max = Enumerable.Range(first, count).Max(f => Scores(f, row).Max()), sum = 0;
                (int head, int query) = (row / shape.Queries, row % shape.Queries);
                Span<double> target = result.AsSpan((query * shape.Heads + head) * shape.HeadSize, shape.HeadSize);
                for (int f = first; f < first + count; f++)
                    for (int k = 0; k < keys; k++)
                    {
                        double w = Math.Exp(Scores(f, row)[k] - max);
                        sum += w;
                        for (int d = 0; d < shape.HeadSize; d++) target[d] += w * Value(f, row, k, d);
                    }
                for (int d = 0; d < shape.HeadSize; d++) target[d] /= sum;
            }
            return result;
        }

        /// <summary>The share of all attention that each frame's keys get, averaged over heads and queries.</summary>
        public double[] Shares()
        {
            double[] shares = new double[frames];
            for (int row = 0; row < shape.Scalars; row++)
            {
                double max = Enumerable.Range(0, frames).Max(f => Scores(f, row).Max());
                double[] mass = [.. Enumerable.Range(0, frames).Select(f => Scores(f, row).Sum(s => Math.Exp(s - max)))];
                for (int f = 0; f < frames; f++) shares[f] += mass[f] / mass.Sum() / shape.Scalars;
            }
            return shares;
        }

        private double[] Scores(int f, int row) => _frames[f].Scores[(row * keys)..((row + 1) * keys)];

        private double Value(int f, int row, int key, int d) => _frames[f].Values[((row / shape.Queries) * keys + key) * shape.HeadSize + d];
    }

    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(1, 12, 5.0)]
    [InlineData(7, 5, 5.0)]
    [InlineData(1, 64, 5.0)]
    [InlineData(3, 9, 80.0)]
    [InlineData(2, 6, 5000.0)]
    public void A_merge_equals_attention_over_all_keys_of_all_frames(int queries, int frames, double spread)
    {
        PartialsShape shape = new(3, queries, 5);
        Frames source = new(shape, frames, 11, frames + queries, spread);
        source.Make();
        AttentionPartials partials = new(shape, frames);
        for (int f = 0; f < frames; f++) source.AddTo(partials, f);
        float[] merged = new float[shape.Values];
        for (int first = 0; first < frames; first++)
            for (int count = 1; first + count <= frames; count++)
            {
                partials.Merge(first, count, merged);
                double[] expected = source.Attention(first, count);
                for (int i = 0; i < merged.Length; i++) Assert.Equal(expected[i], merged[i], 1e-5);
            }
        float[] weights = new float[frames];
        partials.FrameWeights(weights);
        double[] shares = source.Shares();
        for (int f = 0; f < frames; f++) Assert.Equal(shares[f], weights[f], 1e-5);
    }

    [Fact]
    public void A_full_ring_drops_the_oldest_frame_and_equals_a_fresh_one()
    {
        PartialsShape shape = new(2, 3, 4);
        Frames source = new(shape, 20, 6, 1, 4);
        source.Make();
        AttentionPartials ring = new(shape, 5);
        float[] merged = new float[shape.Values], expected = new float[shape.Values];
        for (int f = 0; f < 20; f++)
        {
            source.AddTo(ring, f);
            AttentionPartials fresh = new(shape, 5);
            for (int g = Math.Max(0, f - 4); g <= f; g++) source.AddTo(fresh, g);
            ring.Merge(merged);
            fresh.Merge(expected);
            Assert.Equal(expected, merged);
        }
        ring.DropOldest(3);
        Assert.Equal(2, ring.Count);
        ring.Clear();
        Assert.Equal(0, ring.Count);
        Assert.Throws<InvalidInputException>(() => ring.Merge(merged));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        AttentionPartials partials = new(new(2, 3, 4), 2);
        Assert.Throws<InvalidInputException>(() => partials.Add(new(new float[6], new float[6], new float[23])));
        Assert.Throws<InvalidInputException>(() => new AttentionPartials(new(2, 0, 4), 2));
        partials.Add(new(new float[6], new float[6], new float[24]));
        Assert.Throws<InvalidInputException>(() => partials.Merge(new float[25]));
        Assert.Throws<InvalidInputException>(() => partials.Merge(0, 2, new float[24]));
    }

    [Fact]
    public void Merging_allocates_nothing()
    {
        PartialsShape shape = new(8, 1, 64);
        AttentionPartials partials = new(shape, 128);
        Random random = new(1);
        for (int f = 0; f < 128; f++)
            partials.Add(new(
                [.. Enumerable.Range(0, shape.Scalars).Select(_ => random.NextSingle())],
                [.. Enumerable.Range(0, shape.Scalars).Select(_ => 1 + random.NextSingle())],
                [.. Enumerable.Range(0, shape.Values).Select(_ => random.NextSingle())]));
        float[] merged = new float[shape.Values];
        partials.Merge(merged);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) partials.Merge(merged);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
