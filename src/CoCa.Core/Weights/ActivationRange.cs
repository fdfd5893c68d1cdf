namespace CoCa.Core.Weights;

/// <summary>The range of the activations in front of a linear layer; 0 lies in it.</summary>
/// <param name="Min">The smallest, at most 0.</param>
/// <param name="Max">The largest, at least 0.</param>
public readonly record struct ActivationRange(float Min, float Max)
{
    /// <summary>The range that covers both.</summary>
    public ActivationRange Union(ActivationRange other) => new(MathF.Min(Min, other.Min), MathF.Max(Max, other.Max));
}
