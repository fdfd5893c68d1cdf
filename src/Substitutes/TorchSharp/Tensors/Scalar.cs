namespace TorchSharp;

/// <summary>A number with its kind: what an operator takes where a tensor would be too much.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double _number;
    private readonly long _integer;

    internal Scalar(torch.ScalarType type, double number, long integer) => (Type, _number, _integer) = (type, number, integer);

    public torch.ScalarType Type { get; }

    internal bool IsReal => Type is torch.ScalarType.Float16 or torch.ScalarType.Float32 or torch.ScalarType.Float64 or torch.ScalarType.BFloat16;
    internal double Number => IsReal ? _number : _integer;
    internal long Integer => IsReal ? (long)_number : _integer;

    internal Value ToValue() => IsReal ? _number : Type == torch.ScalarType.Bool ? _integer != 0 : (Value)_integer;

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Byte, 0, value);
    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int8, 0, value);
    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int16, 0, value);
    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, 0, value);
    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, 0, value);
    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float32, value, 0);
    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, value, 0);
    public static implicit operator Scalar(Half value) => new(torch.ScalarType.Float16, (double)value, 0);
    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, 0, value ? 1 : 0);

    /// <summary>Nothing native is behind it.</summary>
    public void Dispose()
    {
    }
}
