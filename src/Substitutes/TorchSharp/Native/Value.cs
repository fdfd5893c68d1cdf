using System.Globalization;

namespace TorchSharp;

/// <summary>One argument of an operator, made by an implicit conversion from what C# has.</summary>
internal readonly struct Value
{
    private Value(ValueKind kind, long integer = 0, double number = 0, object? reference = null)
    {
        Kind = kind;
        Integer = integer;
        Number = number;
        Reference = reference;
    }

    public ValueKind Kind { get; }
    public long Integer { get; }
    public double Number { get; }

    /// <summary>The tensor, list or text; held here, it also keeps a tensor from being finalized during the call.</summary>
    public object? Reference { get; }

    public static Value None => new(ValueKind.None);

    public static implicit operator Value(torch.Tensor? tensor) => tensor is null ? None : new(ValueKind.Tensor, reference: tensor);
    public static implicit operator Value(long value) => new(ValueKind.Int, value);
    public static implicit operator Value(int value) => new(ValueKind.Int, value);
    public static implicit operator Value(long? value) => value is { } v ? v : None;
    public static implicit operator Value(double value) => new(ValueKind.Double, number: value);
    public static implicit operator Value(bool value) => new(ValueKind.Bool, value ? 1 : 0);
    public static implicit operator Value(torch.ScalarType value) => new(ValueKind.Int, (long)value);
    public static implicit operator Value(torch.ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Value(Scalar? value) => value is null ? None : value.ToValue();
    public static implicit operator Value(long[]? values) => values is null ? None : new(ValueKind.Ints, reference: values);
    public static implicit operator Value(double[]? values) => values is null ? None : new(ValueKind.Doubles, reference: values);
    public static implicit operator Value(torch.Tensor?[] tensors) => new(ValueKind.Tensors, reference: tensors);
    public static implicit operator Value(string? text) => text is null ? None : new(ValueKind.Text, reference: text);
    public static implicit operator Value(torch.Generator? generator) => generator is null ? None : new(ValueKind.Generator, reference: generator);

    /// <summary>As an error message shows it: a tensor by type and shape.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Default => "default",
        ValueKind.None => "none",
        ValueKind.Int => Integer.ToString(CultureInfo.InvariantCulture),
        ValueKind.Double => Number.ToString(CultureInfo.InvariantCulture),
        ValueKind.Bool => Integer != 0 ? "true" : "false",
        ValueKind.Ints => $"[{string.Join(", ", (long[])Reference!)}]",
        ValueKind.Doubles => $"[{string.Join(", ", ((double[])Reference!).Select(v => v.ToString(CultureInfo.InvariantCulture)))}]",
        ValueKind.Tensors => $"[{string.Join(", ", ((torch.Tensor?[])Reference!).Select(t => t?.Describe() ?? "none"))}]",
        ValueKind.Tensor => ((torch.Tensor)Reference!).Describe(),
        ValueKind.Text => $"'{Reference}'",
        _ => Kind.ToString(),
    };
}
