using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    internal Convolution(string name, long inChannels, long outChannels, long[] kernel, long[] stride, long[] padding, long[] dilation, long groups, bool hasBias, ScalarType? dtype) : base(name)
    {
        if (inChannels % groups != 0 || outChannels % groups != 0)
            throw new ArgumentException($"{name}: {inChannels} input and {outChannels} output channels must both be divisible by {groups} groups");
        in_channels = inChannels;
        out_channels = outChannels;
        kernel_size = kernel;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.groups = groups;
        long[] shape = [outChannels, inChannels / groups, .. kernel];
        weight = new Parameter(empty(shape, dtype));
        bias = hasBias ? new Parameter(empty(new[] { outChannels }, dtype)) : null;
        using (no_grad())
        {
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            double bound = 1 / Math.Sqrt(shape[1..].Aggregate(1L, (a, b) => a * b));
            bias?.uniform_(-bound, bound);
        }
        register_parameter(nameof(weight), weight);
        if (bias is not null) register_parameter(nameof(bias), bias);
    }

    public long in_channels { get; }
    public long out_channels { get; }
    public long[] kernel_size { get; set; }
    public long[] stride { get; set; }
    public long[] padding { get; }
    public long[] dilation { get; set; }
    public long groups { get; set; }
    public Parameter weight { get; set; }
    public Parameter? bias { get; set; }
}
