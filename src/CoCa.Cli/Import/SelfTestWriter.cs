using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Core.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Cli.Import;

/// <summary>
/// Writes a bundle's self-test: <c>pixels</c> [1, 3, H, W] and the <c>embedding</c> [1, E] that the processor makes of them with the bundle's own
/// image graph. A device that gives another embedding is not used.
/// </summary>
internal static class SelfTestWriter
{
    /// <summary>Runs the image graph that has been written and keeps its answer.</summary>
    /// <exception cref="InvalidInputException">The graph gives no numbers: the weights are damaged.</exception>
    public static void Write(BundleWriter writer, string file, string graph, int height, int width)
    {
        float[] pixels = Pattern(height, width);
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(Path.Combine(writer.TemporaryFolder, graph), options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, height, width]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, ["pixels"], [input], ["embedding"]);
        float[] embedding = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        if (!embedding.All(float.IsFinite)) throw new InvalidInputException("the image encoder's embedding is not a number: the weights are damaged, or too large for this precision");

        byte[] header = JsonLine.Of(j =>
        {
            j.WriteStartObject();
            Describe("embedding", [1, embedding.Length], 0, embedding.Length * 4);
            Describe("pixels", [1, 3, height, width], embedding.Length * 4, (embedding.Length + pixels.Length) * 4);
            j.WriteEndObject();

            void Describe(string name, long[] shape, long begin, long end)
            {
                j.WriteStartObject(name);
                j.WriteString("dtype", "F32");
                j.Numbers("shape", shape);
                j.Numbers("data_offsets", [begin, end]);
                j.WriteEndObject();
            }
        });
        string padded = Encoding.UTF8.GetString(header).TrimEnd('\n');
        padded = padded.PadRight((padded.Length + 7) / 8 * 8);
        using Stream stream = writer.CreateFile(file);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded.Length);
        stream.Write(length);
        stream.Write(Encoding.UTF8.GetBytes(padded));
        stream.Write(MemoryMarshal.AsBytes(embedding.AsSpan()));
        stream.Write(MemoryMarshal.AsBytes(pixels.AsSpan()));
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
