using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Running;

/// <summary>Short ways to make ONNX Runtime values and to run sessions with them.</summary>
internal static class Ort
{
    public static OrtValue Of(Tensor tensor) => OrtValue.CreateTensorValueFromMemory(tensor.Data, tensor.Shape);

    public static OrtValue Of<T>(T[] data, params long[] shape) where T : unmanaged => OrtValue.CreateTensorValueFromMemory(data, shape);

    /// <summary>Runs a graph whose outputs are all fp32, and disposes of its inputs.</summary>
    public static Dictionary<string, Tensor> Run(InferenceSession session, params (string Name, OrtValue Value)[] inputs)
    {
        using var options = new RunOptions();
        string[] outputs = [.. session.OutputMetadata.Keys];
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, [.. inputs.Select(i => i.Name)], [.. inputs.Select(i => i.Value)], outputs);
        var named = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (int i = 0; i < outputs.Length; i++)
            named[outputs[i]] = new Tensor(results[i].GetTensorDataAsSpan<float>().ToArray(), results[i].GetTensorTypeAndShape().Shape);
        foreach ((_, OrtValue value) in inputs) value.Dispose();
        return named;
    }
}
