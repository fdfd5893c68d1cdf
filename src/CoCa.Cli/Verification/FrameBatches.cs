using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Inference.Encoding;

namespace CoCa.Cli.Verification;

/// <summary>Encodes recorded pixels.</summary>
internal static class FrameBatches
{
    /// <summary>Encodes all pictures of a tensor [B, 3, H, W] at once.</summary>
    /// <exception cref="InvalidInputException">It has another shape than the model's pictures.</exception>
    public static ImageFeatures EncodeAll(ImageEncoder encoder, TensorFile io, string name, ImageOutputs outputs)
    {
        TensorInfo info = io.Info(name);
        ImageLayout layout = encoder.Layout;
        if (info.Shape.Count != 4 || info.Shape[0] is < 1 or > 4096 || info.Shape[1] != 3 || info.Shape[2] != layout.Height || info.Shape[3] != layout.Width)
            throw new InvalidInputException($"{io.Path}: {name} is {info.ShapeText}, this model's pictures are [B, 3, {layout.Height}, {layout.Width}]");
        return encoder.Encode(io.Floats(name), (int)info.Shape[0], outputs);
    }
}
