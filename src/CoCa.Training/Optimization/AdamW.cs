using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CoCa.Training.Optimization;

/// <summary>AdamW with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2; torch's form of it).</summary>
public sealed class AdamW : IOptimizer
{
    private readonly List<Slot> _slots = [];
    private readonly double _beta1, _beta2, _epsilon, _decay;

    /// <param name="groups">What is trained.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of their squares.</param>
    /// <param name="epsilon">Added to the root of the latter.</param>
    /// <param name="weightDecay">Share of a parameter, per unit of learning rate, that a step takes away.</param>
    public AdamW(IEnumerable<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.98, double epsilon = 1e-6, double weightDecay = 0.1)
    {
        ArgumentNullException.ThrowIfNull(groups);
        (_beta1, _beta2, _epsilon, _decay) = (beta1, beta2, epsilon, weightDecay);
        using IDisposable _ = no_grad();
        foreach (ParameterGroup group in groups)
            foreach ((string name, Parameter value) in group.Parameters)
                _slots.Add(new Slot(name, value, zeros_like(value).DetachFromDisposeScope(), zeros_like(value).DetachFromDisposeScope(), group.Decays, group.LearningRateFactor));
    }

    /// <inheritdoc />
    public long Steps { get; set; }

    /// <inheritdoc />
    public IReadOnlyList<(string Name, Tensor Value)> State => [.. _slots.SelectMany(s => ((string, Tensor)[])[($"mean.{s.Name}", s.Mean), ($"square.{s.Name}", s.Square)])];

    /// <inheritdoc />
    public void Update(double learningRate)
    {
        Steps++;
        double correction1 = 1 - Math.Pow(_beta1, Steps), correction2 = 1 - Math.Pow(_beta2, Steps);
        using IDisposable _ = no_grad();
        foreach (Slot slot in _slots)
        {
            Tensor? gradient = slot.Parameter.grad;
            if (gradient is null) continue;
            using var scope = NewDisposeScope();
            double rate = learningRate * slot.Factor;
            if (slot.Decays) slot.Parameter.mul_(1 - (rate * _decay));
            slot.Mean.mul_(_beta1).add_(gradient, alpha: 1 - _beta1);
            slot.Square.mul_(_beta2).addcmul_(gradient, gradient, 1 - _beta2);
            Tensor root = (slot.Square.sqrt() / Math.Sqrt(correction2)).add_(_epsilon);
            slot.Parameter.addcdiv_(slot.Mean, root, -rate / correction1);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor Mean, Tensor Square, bool Decays, double Factor);
}
