using CoCa.Core;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Inference.Devices;
using CoCa.Inference.Encoding;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Inference.Calibration;

/// <summary>Finds the ranges of activations that an int8 image graph is quantised with, by running it on the processor on pictures of all kinds.</summary>
public static class ActivationCalibration
{
    private const string Scale = "observed.scale/";
    private const string Zero = "observed.zero/";

    /// <summary>
    /// Runs a graph that returns the scale (<c>observed.scale/KEY</c>, fp32) and zero point (<c>observed.zero/KEY</c>, uint8) of its activations in front of each
    /// linear layer KEY. A dozen pictures, about as many encodes.
    /// </summary>
    /// <param name="graphPath">The graph's file.</param>
    /// <param name="config">The model's shape.</param>
    /// <param name="cancellation">Ends it between two pictures.</param>
    /// <returns>What all pictures' activations lie in, by KEY.</returns>
    /// <exception cref="InvalidInputException">The graph gives no numbers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyDictionary<string, ActivationRange> Measure(string graphPath, CoCaConfig config, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(graphPath);
        ArgumentNullException.ThrowIfNull(config);
        ImageLayout layout = new(config);
        using DeviceRuntime runtime = new(DeviceList.Cpu, new());
        using Graph graph = new(runtime, "image", graphPath);
        InferenceSession session = graph.Session();
        string[] keys = [.. session.OutputNames.Where(n => n.StartsWith(Scale, StringComparison.Ordinal)).Select(n => n[Scale.Length..])];
        string[] outputs = [.. keys.Select(k => Scale + k), .. keys.Select(k => Zero + k)];
        var ranges = new Dictionary<string, ActivationRange>(StringComparer.Ordinal);
        using RunOptions options = new();
        foreach (float[] pixels in new CalibrationPictures(layout.Height, layout.Width).All())
        {
            cancellation.ThrowIfCancellationRequested();
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, layout.Height, layout.Width]);
            runtime.Run("calibrating the image graph", () =>
            {
                using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["pixels"], [input], outputs);
                for (int i = 0; i < keys.Length; i++)
                {
                    float scale = results[i].GetTensorDataAsSpan<float>()[0];
                    byte zero = results[keys.Length + i].GetTensorDataAsSpan<byte>()[0];
                    if (!float.IsFinite(scale)) throw new InvalidInputException($"the activations in front of {keys[i]} are not numbers: the weights are damaged, or not those of this configuration");
                    ActivationRange range = new(-zero * scale, (byte.MaxValue - zero) * scale);
                    ranges[keys[i]] = ranges.TryGetValue(keys[i], out ActivationRange before) ? before.Union(range) : range;
                }
            });
        }
        return ranges;
    }
}
