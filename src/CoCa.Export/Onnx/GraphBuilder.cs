using System.Runtime.InteropServices;
using CoCa.Core;
using CoCa.Core.Bundles;

namespace CoCa.Export.Onnx;

/// <summary>
/// Builds one ONNX graph: nodes in the order in which they are added, which must be an order in which they can run. Opset 17 (the newest that
/// DirectML runs whole), IR version 8. Tensors up to <see cref="InlineBytes"/> go into the file, larger ones into the shared external file.
/// </summary>
/// <param name="name">The graph's name.</param>
/// <param name="real">The type of the arithmetic: <see cref="OnnxType.Float"/> or <see cref="OnnxType.Float16"/>.</param>
/// <param name="weights">Where large tensors go; null keeps all inside.</param>
internal sealed class GraphBuilder(string name, OnnxType real, ExternalWeights? weights)
{
    /// <summary>The largest tensor that stays in the graph's own file.</summary>
    public const int InlineBytes = 4096;

    private readonly List<Node> _nodes = [];
    private readonly List<ProtoWriter> _initializers = [];
    private readonly HashSet<string> _initialized = new(StringComparer.Ordinal);
    private readonly List<Port> _inputs = [];
    private readonly List<Port> _outputs = [];
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private int _count;

    public string Name { get; } = name;

    /// <summary>The type of the arithmetic.</summary>
    public OnnxType Real { get; } = real;

    public IReadOnlyList<Port> Inputs => _inputs;

    public IReadOnlyList<Port> Outputs => _outputs;

    public Value Input(string name, OnnxType type, params GraphDimension[] shape)
    {
        _inputs.Add(new Port(name, type, shape));
        return new Value(name);
    }

    /// <summary>Makes a value a result of the graph. The node that makes it gives it this name, so no copy is needed.</summary>
    public void Output(string name, Value value, OnnxType type, params GraphDimension[] shape)
    {
        bool made = _nodes.Exists(n => n.Outputs.Contains(value));
        if (!made || !_renamed.TryAdd(value.Name, name)) _renamed.Add(Add("Identity", [value]).Name, name);
        _outputs.Add(new Port(name, type, shape));
    }

    /// <summary>A node of one output.</summary>
    public Value Add(string @operator, Value[] inputs, params NodeAttribute[] attributes) => Add(@operator, "", 1, inputs, attributes)[0];

    /// <summary>A node of one output, of ONNX Runtime's own operators.</summary>
    public Value AddMicrosoft(string @operator, Value[] inputs, params NodeAttribute[] attributes) => Add(@operator, Node.Microsoft, 1, inputs, attributes)[0];

    /// <summary>A node of several outputs.</summary>
    public Value[] Add(string @operator, string domain, int outputs, Value[] inputs, params NodeAttribute[] attributes)
    {
        var results = new Value[outputs];
        for (int i = 0; i < outputs; i++) results[i] = Fresh(@operator);
        _nodes.Add(new Node(@operator, domain, inputs, results, attributes));
        return results;
    }

    /// <summary>A tensor known by <paramref name="key"/>, whose bytes are made only if they are needed.</summary>
    /// <exception cref="InvalidInputException">It has more bytes than one tensor may have. The file of all tensors may be of any size.</exception>
    public Value Initializer(string key, OnnxType type, ReadOnlySpan<long> shape, TensorContent content)
    {
        if (!_initialized.Add(key)) return new Value(key);
        ProtoWriter proto = Tensor(key, type, shape);
        long length = SizeOf(type);
        foreach (long d in shape) length = checked(length * d);
        if (length > int.MaxValue) throw new InvalidInputException($"{key} would take {length} bytes, expected less than 2 GB in one tensor");
        if (weights is null || length <= InlineBytes)
        {
            proto.Bytes(9, content());
        }
        else
        {
            StoredTensor stored = weights.Store($"{key}:{type}", content);
            proto.Message(13, Entry("location", weights.FileName)).Message(13, Entry("offset", $"{stored.Offset}")).Message(13, Entry("length", $"{stored.Length}")).Varint(14, 1);
        }
        _initializers.Add(proto);
        return new Value(key);
    }

    /// <summary>A small constant.</summary>
    public Value Constant<T>(OnnxType type, ReadOnlySpan<T> data, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        Value name = Fresh("constant");
        _initializers.Add(Tensor(name.Name, type, shape).Bytes(9, MemoryMarshal.AsBytes(data)));
        return name;
    }

    /// <summary>The <c>ModelProto</c>.</summary>
    public byte[] Build()
    {
        var graph = new ProtoWriter();
        for (int i = 0; i < _nodes.Count; i++) graph.Message(1, _nodes[i].Write($"{_nodes[i].Operator}_{i}", Final));
        graph.Text(2, Name);
        foreach (ProtoWriter tensor in _initializers) graph.Message(5, tensor);
        foreach (Port input in _inputs) graph.Message(11, input.Write());
        foreach (Port output in _outputs) graph.Message(12, output.Write());
        return new ProtoWriter().Varint(1, 8).Text(2, "CoCa.Realtime").Message(7, graph)
            .Message(8, new ProtoWriter().Text(1, "").Varint(2, 17))
            .Message(8, new ProtoWriter().Text(1, Node.Microsoft).Varint(2, 1)).Written.ToArray();
    }

    private string Final(Value value) => _renamed.GetValueOrDefault(value.Name, value.Name);

    private Value Fresh(string stem) => new($"{stem}#{_count++}");

    private static ProtoWriter Tensor(string name, OnnxType type, ReadOnlySpan<long> shape)
    {
        var proto = new ProtoWriter();
        foreach (long d in shape) proto.Varint(1, d);
        return proto.Varint(2, (long)type).Text(8, name);
    }

    private static ProtoWriter Entry(string key, string value) => new ProtoWriter().Text(1, key).Text(2, value);

    private static int SizeOf(OnnxType type) => type switch
    {
        OnnxType.Int64 => 8,
        OnnxType.Float or OnnxType.Int32 => 4,
        OnnxType.Float16 => 2,
        _ => 1,
    };
}
