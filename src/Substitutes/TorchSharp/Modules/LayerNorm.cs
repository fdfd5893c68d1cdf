using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Mean and variance of the last dimensions made 0 and 1, then scaled and shifted.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    internal LayerNorm(long[] shape, double eps, bool elementwiseAffine, bool hasBias, ScalarType? dtype) : base(nameof(LayerNorm))
    {
        normalized_shape = shape;
        this.eps = eps;
        elementwise_affine = elementwiseAffine;
        if (!elementwiseAffine) return;
        register_parameter(nameof(weight), weight = new Parameter(ones(shape, dtype)));
        if (hasBias) register_parameter(nameof(bias), bias = new Parameter(zeros(shape, dtype)));
    }

    public long[] normalized_shape { get; set; }
    public double eps { get; set; }
    public bool elementwise_affine { get; set; }
    public Parameter? weight { get; set; }
    public Parameter? bias { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
