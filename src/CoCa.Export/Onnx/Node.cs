namespace CoCa.Export.Onnx;

/// <summary>One operation. Operators of ONNX itself have an empty domain.</summary>
internal sealed record Node(string Operator, string Domain, Value[] Inputs, Value[] Outputs, NodeAttribute[] Attributes)
{
    /// <summary>Operators that ONNX Runtime adds to ONNX.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>A <c>NodeProto</c>; <paramref name="rename"/> gives the final name of a value.</summary>
    public ProtoWriter Write(string name, Func<Value, string> rename)
    {
        var proto = new ProtoWriter();
        foreach (Value input in Inputs) proto.Text(1, rename(input));
        foreach (Value output in Outputs) proto.Text(2, rename(output));
        proto.Text(3, name).Text(4, Operator);
        foreach (NodeAttribute attribute in Attributes) proto.Message(5, attribute.Write());
        return Domain.Length == 0 ? proto : proto.Text(7, Domain);
    }
}
