namespace CoCa.Export.Onnx;

/// <summary>Where a tensor's bytes are in the external data file.</summary>
internal readonly record struct StoredTensor(long Offset, long Length);
