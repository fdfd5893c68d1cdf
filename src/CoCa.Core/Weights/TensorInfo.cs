namespace CoCa.Core.Weights;

/// <summary>Name, element type and shape of a stored tensor. A scalar has an empty shape.</summary>
public sealed record TensorInfo(string Name, DType DType, IReadOnlyList<long> Shape)
{
    /// <summary>The number of elements.</summary>
    public long ElementCount { get; } = Shape.Aggregate(1L, (a, b) => checked(a * b));

    /// <summary>The number of bytes.</summary>
    public long ByteLength => checked(ElementCount * SizeOf(DType));

    /// <summary>The shape as text: <c>[3, 224, 224]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>The bytes of one element.</summary>
    public static int SizeOf(DType type) => type switch
    {
        DType.F64 or DType.I64 => 8,
        DType.F32 or DType.I32 => 4,
        DType.F16 or DType.BF16 or DType.I16 => 2,
        _ => 1,
    };
}
