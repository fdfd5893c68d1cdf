namespace TorchSharp;

/// <summary>What an argument holds; the same numbers as in native/torch/shim.h.</summary>
internal enum ValueKind
{
    Default,
    None,
    Tensor,
    Int,
    Double,
    Bool,
    Ints,
    Doubles,
    Tensors,
    Text,
    Generator,
}
