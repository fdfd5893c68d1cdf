using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace CoCa.Core.Weights;

/// <summary>
/// The header of a safetensors file: 8 bytes of length, that many bytes of JSON, then the tensors' bytes. Every offset is checked
/// against the file and against the others before anything is read by it.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that the format allows, and that its other readers accept.</summary>
    public const int MaximumLength = 100_000_000;

    /// <summary>The key of the header's texts; no tensor has this name.</summary>
    public const string MetadataKey = "__metadata__";

    private SafetensorsHeader(List<TensorInfo> tensors, Dictionary<string, long> offsets, Dictionary<string, string> metadata)
        => (Tensors, Offsets, Metadata) = (tensors, offsets, metadata);

    public List<TensorInfo> Tensors { get; }

    /// <summary>Where each tensor begins, from the start of the file.</summary>
    public Dictionary<string, long> Offsets { get; }

    public Dictionary<string, string> Metadata { get; }

    /// <summary>The length of the JSON, which the first 8 bytes tell.</summary>
    public static int LengthOf(ReadOnlySpan<byte> first, long fileLength, string path)
    {
        if (fileLength < 8) throw new InvalidInputException($"{path}: {fileLength} bytes, expected a safetensors file");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (length < 2 || length > MaximumLength || (long)length > fileLength - 8)
            throw new InvalidInputException($"{path}: no safetensors file: its first 8 bytes announce a header of {length} bytes in a file of {fileLength}");
        return (int)length;
    }

    /// <summary>Parses the JSON, given the length of the whole file.</summary>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long fileLength, string path)
    {
        long start = 8 + json.Length, dataLength = fileLength - start;
        var tensors = new List<TensorInfo>();
        var offsets = new Dictionary<string, long>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var ranges = new List<(long Begin, long End, string Name)>();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            reader.Read();
            Expect(ref reader, JsonTokenType.StartObject, path);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                Expect(ref reader, JsonTokenType.StartObject, path);
                if (name == MetadataKey)
                {
                    if (metadata.Count > 0) throw new InvalidInputException($"{path}: {MetadataKey} is there twice");
                    ReadMetadata(ref reader, metadata, path);
                    continue;
                }
                (TensorInfo info, long begin, long end) = ReadTensor(ref reader, name, path);
                if (begin < 0 || end < begin || end > dataLength) throw new InvalidInputException($"{path}: {name} has data_offsets [{begin}, {end}], expected within the {dataLength} bytes of data");
                if (end - begin != info.ByteLength) throw new InvalidInputException($"{path}: {name} is {info.DType} {info.ShapeText}, {info.ByteLength} bytes, but has {end - begin}");
                if (!offsets.TryAdd(name, start + begin)) throw new InvalidInputException($"{path}: {name} is there twice");
                tensors.Add(info);
                if (end > begin) ranges.Add((begin, end, name));
            }
            Expect(ref reader, JsonTokenType.EndObject, path);
            reader.Read(); // throws if anything but white space follows
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidInputException($"{path}: the safetensors header is damaged: {e.Message}", e);
        }
        CheckRanges(ranges, dataLength, path);
        return new SafetensorsHeader(tensors, offsets, metadata);
    }

    /// <summary>The format has neither overlaps nor gaps: a file with one was cut, joined or tampered with.</summary>
    private static void CheckRanges(List<(long Begin, long End, string Name)> ranges, long dataLength, string path)
    {
        ranges.Sort(static (a, b) => a.Begin.CompareTo(b.Begin));
        long end = 0;
        for (int i = 0; i < ranges.Count; i++)
        {
            if (ranges[i].Begin < end) throw new InvalidInputException($"{path}: {ranges[i - 1].Name} and {ranges[i].Name} overlap");
            if (ranges[i].Begin > end) throw new InvalidInputException($"{path}: {ranges[i].Name} begins at byte {ranges[i].Begin} of the data, expected {end}: bytes of no tensor lie before it");
            end = ranges[i].End;
        }
        if (end != dataLength) throw new InvalidInputException($"{path}: the tensors end at byte {end} of the data, expected {dataLength}, where the file ends");
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, string path)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(ref reader, JsonTokenType.String, path);
            if (!metadata.TryAdd(key, reader.GetString()!)) throw new InvalidInputException($"{path}: the metadata {key} is there twice");
        }
    }

    private static (TensorInfo Info, long Begin, long End) ReadTensor(ref Utf8JsonReader reader, string name, string path)
    {
        DType? type = null;
        List<long>? shape = null, range = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if ((key, type, shape, range) is ("dtype", not null, _, _) or ("shape", _, not null, _) or ("data_offsets", _, _, not null))
                throw new InvalidInputException($"{path}: {name} has {key} twice");
            switch (key)
            {
                case "dtype":
                    string text = reader.GetString() ?? "null";
                    type = Enum.TryParse(text == "BOOL" ? "Bool" : text, out DType parsed) && (parsed == DType.Bool || text == parsed.ToString()) ? parsed
                        : throw new InvalidInputException($"{path}: {name} has dtype {text}, expected one of F32, F16, BF16, F64, I64, I32, I16, I8, U8, BOOL");
                    break;
                case "shape": shape = ReadNumbers(ref reader, name, path, 8); break;
                case "data_offsets": range = ReadNumbers(ref reader, name, path, 2); break;
                default: reader.Skip(); break;
            }
        }
        if (type is null || shape is null || range is not { Count: 2 }) throw new InvalidInputException($"{path}: {name} lacks dtype, shape or data_offsets");
        try
        {
            var info = new TensorInfo(name, type.Value, shape);
            _ = info.ByteLength;
            return (info, range[0], range[1]);
        }
        catch (OverflowException e)
        {
            throw new InvalidInputException($"{path}: {name} has shape [{string.Join(", ", shape)}], more elements than 64 bits count", e);
        }
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string path, int most)
    {
        Expect(ref reader, JsonTokenType.StartArray, path);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (numbers.Count == most || !reader.TryGetInt64(out long n) || n < 0)
                throw new InvalidInputException($"{path}: {name} has {Encoding.UTF8.GetString(reader.ValueSpan)} in its header, expected at most {most} whole numbers from 0");
            numbers.Add(n);
        }
        Expect(ref reader, JsonTokenType.EndArray, path);
        return numbers;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string path)
    {
        if (reader.TokenType != type) throw new InvalidInputException($"{path}: the safetensors header has {reader.TokenType} at byte {reader.TokenStartIndex}, expected {type}");
    }
}
