using CoCa.Core.Bundles;

namespace CoCa.Export.Onnx;

/// <summary>An input or output of a graph.</summary>
internal sealed record Port(string Name, OnnxType Type, GraphDimension[] Shape)
{
    /// <summary>A <c>ValueInfoProto</c>.</summary>
    public ProtoWriter Write()
    {
        var shape = new ProtoWriter();
        foreach (GraphDimension d in Shape) shape.Message(1, d.Size is { } size ? new ProtoWriter().Varint(1, size) : new ProtoWriter().Text(2, d.Symbol!));
        ProtoWriter tensor = new ProtoWriter().Varint(1, (long)Type).Message(2, shape);
        return new ProtoWriter().Text(1, Name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    /// <summary>The same for a bundle's manifest.</summary>
    public GraphPort Describe() => new() { Name = Name, Type = Type.ToString().ToLowerInvariant(), Shape = Shape };
}
