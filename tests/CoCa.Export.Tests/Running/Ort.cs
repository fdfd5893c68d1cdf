using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Running;

/// <summary>Short ways to make ONNX Runtime values.</summary>
internal static class Ort
{
    public static OrtValue Of(Tensor tensor) => OrtValue.CreateTensorValueFromMemory(tensor.Data, tensor.Shape);

    public static OrtValue Of<T>(T[] data, params long[] shape) where T : unmanaged => OrtValue.CreateTensorValueFromMemory(data, shape);
}
