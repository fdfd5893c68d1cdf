namespace CoCa.Core.Weights.Torch;

/// <summary>A run of elements in a checkpoint, which tensors are views of; <paramref name="Key"/> names its zip entry.</summary>
internal sealed record TorchStorage(string Key, DType DType, long Elements);
