using System.Globalization;
using System.Text;
using CoCa.Core.Weights;

namespace CoCa.Core.Bundles;

/// <summary>
/// Where an ONNX graph says that its weights lie. A graph may name any path as the file of its external data; a bundle's may only name
/// files of the bundle, and bytes that they have. Walks over the protobuf messages that can hold a tensor (onnx.proto, IR version 8) and
/// skips all others; nothing is copied but the names.
/// </summary>
internal static class GraphWeights
{
    private const int MaximumDepth = 64;

    private enum Message
    {
        Model,
        Training,
        Function,
        Graph,
        Node,
        Attribute,
        SparseTensor,
        Tensor,
    }

    /// <summary>Checks every external tensor of a graph.</summary>
    /// <param name="onnx">The graph's file.</param>
    /// <param name="graph">Its name, for messages.</param>
    /// <param name="files">The bundle's files.</param>
    /// <exception cref="BundleException">It is no ONNX file, or its weights lie outside of the bundle's files.</exception>
    public static void Check(IFileBytes onnx, string graph, IReadOnlyDictionary<string, FileEntry> files)
    {
        if (onnx.Length is 0 or > int.MaxValue) throw new BundleException($"{graph} has {onnx.Length} bytes, expected an ONNX graph of less than 2 GB");
        var walk = new Walk(graph, files);
        walk.Enter(onnx.Span(0, onnx.Length), Message.Model, 0);
        if (!walk.HasGraph) throw new BundleException($"{graph} is no ONNX graph");
    }

    // The message that a field of a message holds; null for what holds no tensor.
    private static Message? Inner(Message message, ulong field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Training, 1 or 2) => Message.Graph,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => null,
    };

    private sealed class Walk(string graph, IReadOnlyDictionary<string, FileEntry> files)
    {
        public bool HasGraph { get; private set; }

        public void Enter(ReadOnlySpan<byte> bytes, Message message, int depth)
        {
            if (depth > MaximumDepth) throw Damaged();
            string? location = null;
            long offset = 0, length = 0;
            while (!bytes.IsEmpty)
            {
                ReadOnlySpan<byte> value = Next(ref bytes, out ulong field);
                if (value.IsEmpty) continue;
                if (message == Message.Tensor && field == 13) Entry(value, ref location, ref offset, ref length);
                else if (Inner(message, field) is { } inner) Enter(value, inner, depth + 1);
                HasGraph |= message == Message.Model && field == 7;
            }
            if (location is null) return;
            // ONNX counts from the graph's own folder.
            location = graph[..(graph.LastIndexOf('/') + 1)] + location;
            if (!files.TryGetValue(location, out FileEntry? file))
                throw new BundleException($"{graph} reads weights from {BundlePath.Show(location)}, which is not among the bundle's files");
            if (offset < 0 || length < 0 || offset > file.Length || length > file.Length - offset)
                throw new BundleException($"{graph} reads {length} bytes from byte {offset} of {location}, which has {file.Length}");
        }

        // A StringStringEntryProto.
        private void Entry(ReadOnlySpan<byte> bytes, ref string? location, ref long offset, ref long length)
        {
            string key = "", value = "";
            while (!bytes.IsEmpty)
            {
                ReadOnlySpan<byte> text = Next(ref bytes, out ulong field);
                if (field == 1) key = Encoding.UTF8.GetString(text);
                if (field == 2) value = Encoding.UTF8.GetString(text);
            }
            if (key == "location") location = value;
            if (key == "offset") offset = Number(value);
            if (key == "length") length = Number(value);
        }

        private long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw new BundleException($"{graph} has {BundlePath.Show(text)} as a place of its weights, expected a number");

        // The next field's number, and its bytes where it has a length.
        private ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> bytes, out ulong field)
        {
            ulong tag = Varint(ref bytes), type = tag & 7;
            field = tag >> 3;
            ulong count = type switch
            {
                0 => 0,
                1 => 8,
                2 => Varint(ref bytes),
                5 => 4,
                _ => throw Damaged(),
            };
            if (type == 0) Varint(ref bytes);
            if (count > (ulong)bytes.Length || field == 0) throw Damaged();
            ReadOnlySpan<byte> value = type == 2 ? bytes[..(int)count] : default;
            bytes = bytes[(int)count..];
            return value;
        }

        private ulong Varint(ref ReadOnlySpan<byte> bytes)
        {
            ulong value = 0;
            for (int i = 0; i < 10 && i < bytes.Length; i++)
            {
                value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
                if (bytes[i] >= 0x80) continue;
                bytes = bytes[(i + 1)..];
                return value;
            }
            throw Damaged();
        }

        private BundleException Damaged() => new($"{graph} is no ONNX graph, or is damaged");
    }
}
