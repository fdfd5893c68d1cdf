using CoCa.Inference.Encoding;
using CoCa.Realtime.Pooling;

namespace CoCa.Bench;

/// <summary>Merging a window's partials of 8 heads of 64: the contrastive query at every frame, 255 generative ones for a caption.</summary>
internal static class MergeBench
{
    public static void Run()
    {
        foreach (int queries in (int[])[1, 255])
            foreach (int frames in (int[])[8, 32, 128])
            {
                PartialsShape shape = new(8, queries, 64);
                AttentionPartials partials = new(shape, frames);
                Random random = new(1);
                float[] max = new float[shape.Scalars], sum = new float[shape.Scalars], values = new float[shape.Values];
                for (int frame = 0; frame < frames; frame++)
                {
                    for (int i = 0; i < max.Length; i++) (max[i], sum[i]) = (random.NextSingle(), 1 + random.NextSingle());
                    for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle();
                    partials.Add(new(max, sum, values));
                }
                float[] merged = new float[shape.Values];
                Timing.Print($"merge {frames} frames, queries: {queries}", () => partials.Merge(merged));
            }
    }
}
