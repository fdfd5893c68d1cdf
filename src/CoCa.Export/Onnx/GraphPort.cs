namespace CoCa.Export.Onnx;

/// <summary>An input or output of a graph.</summary>
internal sealed record GraphPort(string Name, OnnxType Type, Dimension[] Shape)
{
    /// <summary>A <c>ValueInfoProto</c>.</summary>
    public ProtoWriter Write()
    {
        var shape = new ProtoWriter();
        foreach (Dimension d in Shape) shape.Message(1, d.Symbol is null ? new ProtoWriter().Varint(1, d.Size) : new ProtoWriter().Text(2, d.Symbol));
        ProtoWriter tensor = new ProtoWriter().Varint(1, (long)Type).Message(2, shape);
        return new ProtoWriter().Text(1, Name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
