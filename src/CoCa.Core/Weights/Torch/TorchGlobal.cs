namespace CoCa.Core.Weights.Torch;

/// <summary>
/// What a checkpoint's pickle may name: the classes and functions that a dictionary of tensors is made of. A pickle is a program
/// that can call anything by name; here it can call these.
/// </summary>
internal sealed class TorchGlobal
{
    private static readonly Dictionary<string, TorchGlobal> Allowed = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = new() { Call = a => a.Length == 0 ? new PickleDictionary() : throw Arguments("OrderedDict") },
        ["torch.Size"] = new() { Call = a => a is [object?[] sizes] ? sizes : throw Arguments("torch.Size") },
        ["torch._utils._rebuild_tensor"] = new() { Call = RebuildTensor },
        ["torch._utils._rebuild_tensor_v2"] = new() { Call = RebuildTensor },
        ["torch._utils._rebuild_parameter"] = new() { Call = a => a is [TorchTensor tensor, ..] ? tensor : throw Arguments("_rebuild_parameter") },
        ["torch.FloatStorage"] = new() { Storage = DType.F32 },
        ["torch.HalfStorage"] = new() { Storage = DType.F16 },
        ["torch.BFloat16Storage"] = new() { Storage = DType.BF16 },
        ["torch.DoubleStorage"] = new() { Storage = DType.F64 },
        ["torch.LongStorage"] = new() { Storage = DType.I64 },
        ["torch.IntStorage"] = new() { Storage = DType.I32 },
        ["torch.ShortStorage"] = new() { Storage = DType.I16 },
        ["torch.CharStorage"] = new() { Storage = DType.I8 },
        ["torch.ByteStorage"] = new() { Storage = DType.U8 },
        ["torch.BoolStorage"] = new() { Storage = DType.Bool },
    };

    /// <summary>What a call makes of its arguments; null for what cannot be called.</summary>
    public Func<object?[], object?>? Call { get; private init; }

    /// <summary>The element type, for the class of a storage.</summary>
    public DType? Storage { get; private init; }

    /// <summary>The global of that name.</summary>
    /// <exception cref="InvalidInputException">It is not on the list.</exception>
    public static TorchGlobal Find(string module, string name) => Allowed.TryGetValue($"{module}.{name}", out TorchGlobal? global) ? global
        : throw new InvalidInputException($"the pickle wants {Plain(module)}.{Plain(name)}, which is not needed for tensors and is refused: load the checkpoint with torch where you trust it, and save its state_dict alone");

    /// <summary>The storage that a persistent id stands for: <c>('storage', class, key, device, elements)</c>.</summary>
    /// <exception cref="InvalidInputException">The id is of another form.</exception>
    public static TorchStorage Load(object? id) =>
        id is object?[] and ["storage", TorchGlobal { Storage: { } type }, string { Length: > 0 and <= 64 } key, string, long elements and >= 0, ..] && elements <= long.MaxValue / 8
            ? new TorchStorage(key, type, elements)
            : throw new InvalidInputException("the pickle has a persistent id that is no storage's");

    /// <summary><c>(storage, offset, size, stride, ..)</c>; what follows is about gradients.</summary>
    private static TorchTensor RebuildTensor(object?[] arguments)
    {
        // The lengths first: a pickle may pass one long tuple again and again.
        if (arguments is not [TorchStorage storage, long offset, object?[] { Length: <= TorchTensor.MaximumRank } sizes, object?[] { Length: <= TorchTensor.MaximumRank } strides, .. var rest]
            || !sizes.All(s => s is long) || !strides.All(s => s is long))
            throw Arguments("_rebuild_tensor_v2");
        // After requires_grad and the hooks: whether the numbers are to be read negated or conjugated.
        if (rest is [_, _, PickleDictionary { Items.Count: > 0 }, ..]) throw new InvalidInputException("a tensor is a negated or conjugated view: save it after .resolve_neg() or .resolve_conj()");
        var tensor = new TorchTensor(storage, offset, [.. sizes.Cast<long>()], [.. strides.Cast<long>()]);
        tensor.Check();
        return tensor;
    }

    private static InvalidInputException Arguments(string name) => new($"the pickle calls {name} with arguments that it does not take");

    private static string Plain(string text) => string.Concat(text.Take(80).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
