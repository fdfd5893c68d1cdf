namespace CoCa.Export.Onnx;

/// <summary>Makes the bytes of a tensor, when they are needed.</summary>
internal delegate ReadOnlySpan<byte> TensorContent();
