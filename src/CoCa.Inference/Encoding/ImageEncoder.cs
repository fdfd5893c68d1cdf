using CoCa.Core;
using CoCa.Inference.Sessions;

namespace CoCa.Inference.Encoding;

/// <summary>
/// The image tower: pixels to embedding, decoder context, trunk tokens and attention partials. Thread-safe: several threads may encode at
/// once, each with <see cref="ImageFeatures"/> of its own.
/// </summary>
public sealed class ImageEncoder
{
    private readonly Graph _graph;
    private readonly BatchPlan _plan;

    internal ImageEncoder(Graph graph, BatchPlan plan, ImageLayout layout) => (_graph, _plan, Layout) = (graph, plan, layout);

    /// <summary>Sizes of what goes in and comes out.</summary>
    public ImageLayout Layout { get; }

    /// <summary>Makes buffers for up to <paramref name="capacity"/> pictures.</summary>
    /// <exception cref="InvalidInputException">The model has not all of the outputs.</exception>
    public ImageFeatures CreateFeatures(int capacity, ImageOutputs outputs) => new(_graph, _plan, Layout, capacity, outputs);

    /// <summary>Encodes the first <paramref name="count"/> pictures whose pixels were written to <paramref name="features"/>.</summary>
    /// <exception cref="InvalidInputException">More pictures than the buffers hold, or buffers of another model.</exception>
    public void Encode(ImageFeatures features, int count)
    {
        if (!features.IsFor(_graph)) throw new InvalidInputException("these image buffers belong to another model");
        features.Run(count);
    }

    /// <summary>Encodes pictures [B, 3, H, W] of normalised pixels into buffers made before.</summary>
    public void Encode(ReadOnlySpan<float> pixels, int batch, ImageFeatures features)
    {
        if (batch < 1 || pixels.Length != (long)batch * Layout.Pixels)
            throw new InvalidInputException($"{pixels.Length} numbers for {batch} pictures, must be {batch} x 3 x {Layout.Height} x {Layout.Width}");
        if (batch > features.Capacity) throw new InvalidInputException($"{batch} pictures to encode, these buffers hold {features.Capacity}");
        for (int i = 0; i < batch; i++) pixels.Slice(i * Layout.Pixels, Layout.Pixels).CopyTo(features.Pixels(i));
        Encode(features, batch);
    }

    /// <summary>Encodes pictures [B, 3, H, W] of normalised pixels into new buffers, which the caller disposes.</summary>
    public ImageFeatures Encode(ReadOnlySpan<float> pixels, int batch, ImageOutputs outputs)
    {
        ImageFeatures features = CreateFeatures(Math.Max(batch, 1), outputs);
        try
        {
            Encode(pixels, batch, features);
            return features;
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }
}
