namespace CoCa.Core.Weights;

/// <summary>A safetensors file, memory-mapped; a prefix <c>module.</c> that all names share is left out.</summary>
public sealed class SafetensorsFile : TensorFile
{
    private readonly IFileBytes _file;
    private readonly SafetensorsHeader _header;

    private readonly string _prefix;

    private SafetensorsFile(string path, IFileBytes file, SafetensorsHeader header)
    {
        (Path, _file, _header) = (path, file, header);
        _prefix = header.Tensors.All(t => t.Name.StartsWith(WrapperPrefix, StringComparison.Ordinal)) ? WrapperPrefix : "";
        Tensors = _prefix.Length == 0 ? header.Tensors : [.. header.Tensors.Select(t => t with { Name = t.Name[_prefix.Length..] })];
    }

    /// <inheritdoc/>
    public override string Path { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="InvalidInputException">It is no safetensors file, or its header does not fit it.</exception>
    public static new SafetensorsFile Open(string path) => Open(path, new MappedFile(path));

    /// <summary>Reads a file that is mapped already, and takes over its disposal.</summary>
    internal static SafetensorsFile Open(string path, IFileBytes file)
    {
        try
        {
            int length = SafetensorsHeader.LengthOf(file.Span(0, Math.Min(8, file.Length)), file.Length, path);
            return new SafetensorsFile(path, file, SafetensorsHeader.Parse(file.Span(8, length), file.Length, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> Read(TensorInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return _file.Span(_header.Offsets[_prefix + info.Name], info.ByteLength);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _file.Dispose();
}
