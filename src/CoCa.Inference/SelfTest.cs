using System.Globalization;
using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Inference.Encoding;

namespace CoCa.Inference;

/// <summary>
/// A bundle's self-test: an input and the embedding that the processor made of it, in a safetensors file (<c>pixels</c> [1, 3, H, W], <c>embedding</c>
/// [1, E]). A driver that computes something else is found before its numbers are used.
/// </summary>
public static class SelfTest
{
    /// <summary>The file's usual name in a bundle.</summary>
    public const string FileName = "selftest.safetensors";

    /// <summary>The least cosine between the recorded embedding and a device's: what half precision may cost.</summary>
    public const double LeastCosine = 0.999;

    /// <summary>Runs the bundle's self-test on the model's device.</summary>
    public static SelfTestResult Check(CoCaModel model)
    {
        if (model.Bundle.Manifest.SelfTest is not { } file) return new(true, null, "the bundle has no self-test, so the device was not tested");
        try
        {
            using TensorFile test = TensorFile.Open(model.Bundle.PathOf(file));
            float[] expected = test.Floats("embedding");
            using ImageFeatures features = model.ImageEncoder.Encode(test.Floats("pixels"), 1, ImageOutputs.Embedding);
            ReadOnlySpan<float> embedding = features.Embedding(0);
            if (expected.Length != embedding.Length) throw new InvalidInputException($"{file}: the embedding has {expected.Length} entries, the model's {embedding.Length}");
            double cosine = TensorPrimitives.CosineSimilarity<float>(expected, embedding);
            string text = string.Create(CultureInfo.InvariantCulture, $"the self-test's embedding has a cosine of {cosine:F5}, needed are {LeastCosine}");
            return new(cosine >= LeastCosine, cosine, text);
        }
        catch (DeviceException e)
        {
            return new(false, null, $"the self-test failed: {e.Message}");
        }
    }
}
