using System.Globalization;
using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Inference.Devices;
using CoCa.Inference.Encoding;
using CoCa.Inference.Sessions;

namespace CoCa.Inference;

/// <summary>
/// A bundle's self-test: an input and the embedding that the processor made of it, in a safetensors file (<c>embedding</c> [1, E], <c>pixels</c>
/// [1, 3, H, W]). A driver that computes something else is found before its numbers are used.
/// </summary>
public static class SelfTest
{
    /// <summary>The file's usual name in a bundle.</summary>
    public const string FileName = "selftest.safetensors";

    /// <summary>The least cosine between the recorded embedding and a device's: what half precision may cost.</summary>
    public const double LeastCosine = 0.999;

    /// <summary>Adds a self-test to a bundle whose image graph has been written: a fixed pattern, and what the processor makes of it.</summary>
    /// <param name="writer">The bundle in the making.</param>
    /// <param name="config">The model's shape.</param>
    /// <param name="image">The image graph as the manifest will describe it.</param>
    /// <returns>The file's name, for <see cref="BundleManifest.SelfTest"/>.</returns>
    /// <exception cref="InvalidInputException">The graph gives no numbers: the weights are damaged, or too large for this precision.</exception>
    public static string Create(BundleWriter writer, CoCaConfig config, GraphInfo image)
    {
        ImageLayout layout = new(config);
        float[] pixels = Pattern(layout.Height, layout.Width);
        using DeviceRuntime runtime = new(DeviceList.Cpu, new());
        using Graph graph = new(runtime, "image", Path.Combine(writer.TemporaryFolder, image.File));
        using ImageFeatures features = new ImageEncoder(graph, new(RowByRow: true, Buckets: false), layout).Encode(pixels, 1, ImageOutputs.Embedding);
        ReadOnlySpan<float> embedding = features.Embedding(0);
        if (!float.IsFinite(TensorPrimitives.Sum(embedding)))
            throw new InvalidInputException("the image encoder's embedding is not a number: the weights are damaged, or too large for this precision");
        Write(writer, FileName, pixels, layout.Height, layout.Width, embedding);
        return FileName;
    }

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

    internal static void Write(BundleWriter writer, string file, ReadOnlySpan<float> pixels, int height, int width, ReadOnlySpan<float> embedding)
    {
        using Stream stream = writer.CreateFile(file);
        using SafetensorsWriter tensors = SafetensorsWriter.Create(stream, [new("embedding", DType.F32, [1, embedding.Length]), new("pixels", DType.F32, [1, 3, height, width])]);
        tensors.WriteFloats("embedding", embedding);
        tensors.WriteFloats("pixels", pixels);
        tensors.Commit();
    }

    /// <summary>Waves of different lengths and directions in the range of normalised pixels: something on every scale, the same everywhere.</summary>
    private static float[] Pattern(int height, int width)
    {
        float[] pixels = new float[3 * height * width];
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    pixels[(c * height + y) * width + x] = (float)(Math.Sin((x * (c + 1) + 2 * y) * 0.11) + 0.7 * Math.Cos((3 * x - y * (c + 2)) * 0.037));
        return pixels;
    }
}
