using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Realtime.Pooling;

namespace CoCa.Bench;

/// <summary>What a frame costs with the shipped model, by the length of its window: the encode, which is the same for all, then taking the frame in and embedding the window.</summary>
internal static class WindowBench
{
    public static void Run()
    {
        using CoCaModel model = Models.Shipped();
        ImageLayout layout = model.ImageEncoder.Layout;
        using ImageFeatures features = model.ImageEncoder.CreateFeatures(1, TokenWindow.Needs(layout));
        Random random = new(1);
        foreach (ref float pixel in features.Pixels(0)) pixel = random.NextSingle();
        float[] raw = new float[layout.Embed], embedding = new float[layout.Embed];
        foreach (int frames in (int[])[8, 32, 128])
        {
            TokenWindow window = new(layout, model.Pooler, frames);
            Timing.Print($"encode a frame (window of {frames})", () => model.ImageEncoder.Encode(features, 1));
            for (int i = 0; i < frames; i++) window.Add(features, 0);
            Timing.Print($"add it to a window of {frames} and embed that", () =>
            {
                window.Add(features, 0);
                window.Embed(raw, embedding);
            });
        }
    }
}
