using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Row numbers <c>[..]</c> to rows <c>[.., width]</c>.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long _padding;

    internal Embedding(long count, long width, long? padding, ScalarType? dtype) : base(nameof(Embedding))
    {
        _padding = padding is { } p ? (p < 0 ? p + count : p) : -1;
        weight = new Parameter(randn(new[] { count, width }, dtype));
        if (padding is not null)
        {
            using (no_grad())
            using (Tensor row = weight.select(0, _padding)) row.zero_();
        }
        register_parameter(nameof(weight), weight);
    }

    public Parameter weight { get; set; }

    public override Tensor forward(Tensor input) => Operator.Call("embedding", weight, input, _padding);
}
