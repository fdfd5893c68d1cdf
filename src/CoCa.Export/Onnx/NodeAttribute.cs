namespace CoCa.Export.Onnx;

/// <summary>A named constant of a node: a whole number, a float or a list of whole numbers.</summary>
internal readonly struct NodeAttribute
{
    private readonly string _name;
    private readonly long[]? _list;
    private readonly long? _integer;
    private readonly float _float;

    public NodeAttribute(string name, long value) => (_name, _integer) = (name, value);

    public NodeAttribute(string name, float value) => (_name, _float) = (name, value);

    public NodeAttribute(string name, params long[] values) => (_name, _list) = (name, values);

    /// <summary>An <c>AttributeProto</c>: name, the value in the field of its kind, the kind.</summary>
    public ProtoWriter Write()
    {
        ProtoWriter proto = new ProtoWriter().Text(1, _name);
        if (_list is not null)
        {
            foreach (long value in _list) proto.Varint(8, value);
            return proto.Varint(20, 7);
        }
        return _integer is { } integer ? proto.Varint(3, integer).Varint(20, 2) : proto.Float(2, _float).Varint(20, 1);
    }
}
