using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns. Takes over the native tensor of <c>data</c>, which is empty afterwards.</summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true) : base(data.with_requires_grad(requires_grad).DecoupleFromNativeHandle())
    {
    }
}
