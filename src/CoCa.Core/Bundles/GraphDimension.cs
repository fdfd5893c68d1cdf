using System.Globalization;
using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>One dimension of a graph's input or output: a fixed size or a symbol such as <c>B</c>. In JSON a number or a text.</summary>
[JsonConverter(typeof(GraphDimensionConverter))]
public readonly record struct GraphDimension
{
    /// <summary>A dimension of a fixed size.</summary>
    public GraphDimension(long size) => Size = size;

    /// <summary>A dimension whose size is known at run time.</summary>
    public GraphDimension(string symbol) => Symbol = symbol;

    /// <summary>The size, or null where it is symbolic.</summary>
    public long? Size { get; }

    /// <summary>The symbol, or null where the size is fixed.</summary>
    public string? Symbol { get; }

    /// <summary>A fixed size.</summary>
    public static implicit operator GraphDimension(long size) => new(size);

    /// <summary>A symbol.</summary>
    public static implicit operator GraphDimension(string symbol) => new(symbol);

    /// <summary>The size or the symbol.</summary>
    public override string ToString() => Symbol ?? (Size ?? 0).ToString(CultureInfo.InvariantCulture);
}
