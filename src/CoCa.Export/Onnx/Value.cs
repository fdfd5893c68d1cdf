namespace CoCa.Export.Onnx;

/// <summary>A tensor inside a graph, by its name.</summary>
internal readonly record struct Value(string Name)
{
    /// <summary>Stands in a node's inputs and outputs for an optional one that is not given.</summary>
    public static Value None => new("");
}
