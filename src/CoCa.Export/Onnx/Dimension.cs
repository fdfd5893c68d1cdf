namespace CoCa.Export.Onnx;

/// <summary>One dimension of a graph's input or output: fixed, or named and known only when the graph runs.</summary>
internal readonly record struct Dimension(long Size, string? Symbol)
{
    public static implicit operator Dimension(long size) => new(size, null);

    public static implicit operator Dimension(string symbol) => new(0, symbol);

    public override string ToString() => Symbol ?? Size.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
