using static TorchSharp.torch;

namespace CoCa.Training.Model;

/// <summary>How a network computes; none of it is part of the trained model.</summary>
public sealed record NetworkOptions
{
    /// <summary>The type in which matrix products and convolutions run: <c>Float32</c> or <c>BFloat16</c>. Sums, norms and losses stay in <c>Float32</c>.</summary>
    public ScalarType Products { get; init; } = ScalarType.Float32;

    /// <summary>Dropout behind every residual branch and embedding while training, 0..1.</summary>
    public double Dropout { get; init; }

    /// <summary>The seed of the first weights.</summary>
    public long Seed { get; init; } = 1;
}
