using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Realtime.Pooling;

namespace CoCa.Realtime.Tests.Engine;

/// <summary>The parts that an engine is made of, put together without one.</summary>
internal sealed class ByHand(CoCaModel model, int frames)
{
    private readonly Preprocessor _preprocessor = new(model.Bundle.Manifest.Preprocess);
    private readonly TokenWindow _window = new(model.ImageEncoder.Layout, model.Pooler, frames);

    /// <summary>The window's embedding with this frame as the newest.</summary>
    public float[] Add(byte[] picture, double seconds)
    {
        float[] pixels = new float[_preprocessor.PixelCount], features = new float[model.Config.EmbedDim], embedding = new float[features.Length];
        _preprocessor.Run(PixelBuffer.Packed(PixelFormat.Rgb24, picture, Picture.Width, Picture.Height), pixels);
        using ImageFeatures encoded = model.ImageEncoder.Encode(pixels, 1, TokenWindow.Needs(model.ImageEncoder.Layout));
        _window.Add(encoded, 0, TimeSpan.FromSeconds(seconds));
        _window.Embed(features, embedding);
        return embedding;
    }
}
