using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Core.Weights;
using CoCa.Inference;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Cli.Import;

/// <summary>
/// Writes a bundle's <see cref="SelfTest"/>: <c>pixels</c> [1, 3, H, W] and the <c>embedding</c> [1, E] that the processor makes of them with the bundle's own
/// image graph. A device that gives another embedding is not used.
/// </summary>
internal static class SelfTestWriter
{
    /// <summary>Runs the image graph that has been written and keeps its answer.</summary>
    /// <exception cref="InvalidInputException">The graph gives no numbers: the weights are damaged.</exception>
    public static void Write(BundleWriter writer, string graph, int height, int width)
    {
        float[] pixels = Pattern(height, width);
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using InferenceSession session = new(Path.Combine(writer.TemporaryFolder, graph), options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, height, width]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, ["pixels"], [input], ["embedding"]);
        float[] embedding = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        if (!embedding.All(float.IsFinite)) throw new InvalidInputException("the image encoder's embedding is not a number: the weights are damaged, or too large for this precision");

        using Stream stream = writer.CreateFile(SelfTest.FileName);
        using SafetensorsWriter file = SafetensorsWriter.Create(stream, [new("embedding", DType.F32, [1, embedding.Length]), new("pixels", DType.F32, [1, 3, height, width])]);
        file.WriteFloats("embedding", embedding);
        file.WriteFloats("pixels", pixels);
        file.Commit();
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
