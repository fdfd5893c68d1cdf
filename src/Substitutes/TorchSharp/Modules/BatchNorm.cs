using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    internal NormBase(long features, double eps, double? momentum, bool affine, bool trackRunningStats, ScalarType? dtype, string name) : base(name)
    {
        num_features = features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        track_running_stats = trackRunningStats;
        if (affine)
        {
            register_parameter(nameof(weight), weight = new Parameter(ones(features, dtype)));
            register_parameter(nameof(bias), bias = new Parameter(zeros(features, dtype)));
        }
        if (trackRunningStats)
        {
            register_buffer(nameof(running_mean), running_mean = zeros(features, dtype));
            register_buffer(nameof(running_var), running_var = ones(features, dtype));
            register_buffer(nameof(num_batches_tracked), num_batches_tracked = zeros([], ScalarType.Int64));
        }
    }

    public long num_features { get; }
    public double eps { get; set; }
    public double? momentum { get; set; }
    public bool affine { get; }
    public bool track_running_stats { get; }
    public Parameter? weight { get; set; }
    public Parameter? bias { get; set; }
    public Tensor? running_mean { get; set; }
    public Tensor? running_var { get; set; }
    public Tensor? num_batches_tracked { get; set; }
}

public abstract class BatchNorm : NormBase
{
    internal BatchNorm(long features, double eps, double momentum, bool affine, bool trackRunningStats, ScalarType? dtype, string name)
        : base(features, eps, momentum, affine, trackRunningStats, dtype, name)
    {
    }

    public override Tensor forward(Tensor input)
    {
        if (training && track_running_stats) num_batches_tracked!.add_(1);
        return nn.functional.batch_norm(input, running_mean!, running_var!, weight, bias, training || !track_running_stats, momentum ?? 0.1, eps);
    }
}

/// <summary>Mean and variance of each channel of <c>[B, C, H, W]</c> made 0 and 1: the batch's own when training, else the running ones.</summary>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool trackRunningStats, ScalarType? dtype)
        : base(features, eps, momentum, affine, trackRunningStats, dtype, nameof(BatchNorm2d))
    {
    }
}
