using System.Text;

namespace CoCa.Core.Tests.Weights.Torch;

/// <summary>Writes pickles as torch does, operation by operation.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> _code = [];

    public PickleBuilder() => Raw([0x80, 2]);

    public PickleBuilder Raw(params ReadOnlySpan<byte> code)
    {
        _code.AddRange(code);
        return this;
    }

    public PickleBuilder Raw(string code) => Raw(Encoding.Latin1.GetBytes(code));

    public PickleBuilder Text(string text) => Raw("X").Raw(BitConverter.GetBytes(text.Length)).Raw(Encoding.UTF8.GetBytes(text));

    public PickleBuilder Number(long number)
    {
        byte[] bytes = BitConverter.GetBytes(number);
        return Raw([0x8A, 8, .. bytes]);
    }

    public PickleBuilder Numbers(params ReadOnlySpan<long> numbers)
    {
        Raw("(");
        foreach (long n in numbers) Number(n);
        return Raw("t");
    }

    public PickleBuilder Global(string module, string name) => Raw($"c{module}\n{name}\n");

    /// <summary>A tensor: a view of storage <paramref name="key"/>.</summary>
    public PickleBuilder Tensor(string key, long elements, long[] sizes, long[] strides, long offset = 0, string type = "FloatStorage")
    {
        Global("torch._utils", "_rebuild_tensor_v2").Raw("((").Text("storage").Global("torch", type).Text(key).Text("cpu").Number(elements).Raw("tQ");
        return Number(offset).Numbers(sizes).Numbers(strides).Raw([0x89]).Global("collections", "OrderedDict").Raw(")RtR");
    }

    public byte[] End() => Raw(".")._code.ToArray();
}
