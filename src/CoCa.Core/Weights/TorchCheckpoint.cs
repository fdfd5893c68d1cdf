using CoCa.Core.Weights.Torch;

namespace CoCa.Core.Weights;

/// <summary>
/// A checkpoint of <c>torch.save</c> (the zip form, torch 1.6 and later): a dictionary of tensors, or one under <c>state_dict</c>; a
/// prefix <c>module.</c> that all names share is left out. Tensors are mapped; those that torch stored as strided views are copied
/// in row-major order when they are first read. The pickle inside can call nothing but what makes tensors.
/// </summary>
public sealed class TorchCheckpoint : TensorFile
{
    private readonly IFileBytes _file;
    private readonly Dictionary<string, (TorchTensor Tensor, ZipEntry Storage)> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _copies = new(StringComparer.Ordinal);
    private readonly List<TensorInfo> _tensors = [];

    private TorchCheckpoint(string path, IFileBytes file)
    {
        (Path, _file) = (path, file);
        Dictionary<string, ZipEntry> entries = ZipDirectory.Read(file);
        string root = FindRoot(entries.Keys);
        if (entries.TryGetValue($"{root}/byteorder", out ZipEntry order) && order.Length < 64 && !file.Span(order.Offset, order.Length).SequenceEqual("little"u8))
            throw new InvalidInputException("its bytes are in big-endian order, expected little-endian");
        ZipEntry pickle = entries[$"{root}/data.pkl"];
        if (pickle.Length > PickleMachine.MaximumLength) throw new InvalidInputException($"{root}/data.pkl has {pickle.Length} bytes, expected at most {PickleMachine.MaximumLength}");
        List<(string Name, TorchTensor Tensor)> found = StateDictionary(PickleMachine.Run(file.Span(pickle.Offset, pickle.Length)));
        bool wrapped = found.TrueForAll(t => t.Name.StartsWith(WrapperPrefix, StringComparison.Ordinal));
        foreach ((string name, TorchTensor tensor) in found) Add(wrapped ? name[WrapperPrefix.Length..] : name, tensor, $"{root}/data/{tensor.Storage.Key}", entries);
    }

    /// <inheritdoc/>
    public override string Path { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorInfo> Tensors => _tensors;

    /// <summary>A checkpoint has none.</summary>
    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Opens a checkpoint and runs its pickle.</summary>
    /// <exception cref="InvalidInputException">It is no zip checkpoint, is damaged, or its pickle wants more than tensors; the message names what.</exception>
    public static new TorchCheckpoint Open(string path) => Open(path, new MappedFile(path));

    /// <summary>Reads a checkpoint that is mapped already, and takes over its disposal.</summary>
    internal static TorchCheckpoint Open(string path, IFileBytes file)
    {
        try
        {
            return new TorchCheckpoint(path, file);
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is not InvalidInputException) throw;
            throw new InvalidInputException($"{path}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> Read(TensorInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        (TorchTensor tensor, ZipEntry storage) = _views[info.Name];
        if (info.ByteLength == 0) return default;
        if (tensor.IsContiguous) return _file.Span(storage.Offset + tensor.Offset * TensorInfo.SizeOf(info.DType), info.ByteLength);
        lock (_copies)
        {
            if (_copies.TryGetValue(info.Name, out byte[]? copy)) return copy;
            if (storage.Length > int.MaxValue) throw new InvalidInputException($"{Path}: {info.Name} is a strided view of {storage.Length} bytes, expected less than 2 GB: save it after .contiguous()");
            copy = new byte[info.ByteLength];
            tensor.CopyTo(_file.Span(storage.Offset, storage.Length), copy);
            _copies.Add(info.Name, copy);
            return copy;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _file.Dispose();

    private static string FindRoot(IEnumerable<string> names)
    {
        string[] pickles = [.. names.Where(n => n.EndsWith("/data.pkl", StringComparison.Ordinal) && n.IndexOf('/', StringComparison.Ordinal) == n.Length - 9)];
        return pickles.Length == 1 ? pickles[0][..^9] : throw new InvalidInputException($"the zip file has {pickles.Length} files NAME/data.pkl, expected one: it is no checkpoint of torch.save");
    }

    /// <summary>The tensors of the outermost dictionary, or of the one under its key <c>state_dict</c>.</summary>
    private static List<(string Name, TorchTensor Tensor)> StateDictionary(object? value)
    {
        if (value is not PickleDictionary dictionary) throw new InvalidInputException("the checkpoint is no dictionary");
        if (dictionary.Items.FindLast(i => i.Key is "state_dict").Value is PickleDictionary inner) dictionary = inner;
        List<(string, TorchTensor)> tensors = [.. dictionary.Items.Where(i => i is (string, TorchTensor)).Select(i => ((string)i.Key!, (TorchTensor)i.Value!))];
        if (tensors.Count > 0) return tensors;
        throw new InvalidInputException($"the checkpoint has no tensors in its dictionary, nor under state_dict; its keys are {string.Join(", ", dictionary.Items.Take(8).Select(i => i.Key as string ?? "?"))}");
    }

    private void Add(string name, TorchTensor tensor, string entryName, Dictionary<string, ZipEntry> entries)
    {
        if (!entries.TryGetValue(entryName, out ZipEntry storage)) throw new InvalidInputException($"{name}: the zip file has no {entryName}");
        long expected = tensor.Storage.Elements * TensorInfo.SizeOf(tensor.Storage.DType);
        if (storage.Length != expected) throw new InvalidInputException($"{name}: {entryName} has {storage.Length} bytes, expected {expected}");
        if (!_views.TryAdd(name, (tensor, storage))) throw new InvalidInputException($"{name} is there twice");
        _tensors.Add(new TensorInfo(name, tensor.Storage.DType, tensor.Sizes));
    }
}
