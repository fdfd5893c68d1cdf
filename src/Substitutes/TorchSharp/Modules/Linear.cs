using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary><c>[.., in]</c> to <c>[.., out]</c>.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(long inFeatures, long outFeatures, bool hasBias, ScalarType? dtype) : base(nameof(Linear))
    {
        in_features = inFeatures;
        out_features = outFeatures;
        weight = new Parameter(empty(new[] { outFeatures, inFeatures }, dtype));
        bias = hasBias ? new Parameter(empty(new[] { outFeatures }, dtype)) : null;
        using (no_grad())
        {
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            double bound = inFeatures > 0 ? 1 / Math.Sqrt(inFeatures) : 0;
            bias?.uniform_(-bound, bound);
        }
        register_parameter(nameof(weight), weight);
        if (bias is not null) register_parameter(nameof(bias), bias);
    }

    public long in_features { get; set; }
    public long out_features { get; set; }
    public Parameter weight { get; set; }
    public Parameter? bias { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
}
