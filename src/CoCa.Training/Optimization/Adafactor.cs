using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CoCa.Training.Optimization;

/// <summary>
/// Adafactor (Shazeer and Stern, arXiv 1804.04235, algorithm 4) with momentum, as CoCa is trained by (paper section 4.1): of a matrix's squared gradients only means of rows and
/// columns are kept, an update is shortened to a root mean square of 1, weight decay is decoupled. The learning rate is the caller's; there is no relative step.
/// </summary>
public sealed class Adafactor : IOptimizer
{
    // Regularises squared gradients (the paper's epsilon 1).
    private const double Epsilon = 1e-30;

    private readonly List<Slot> _slots = [];
    private readonly double _beta1, _beta2, _decay;

    /// <param name="groups">What is trained.</param>
    /// <param name="beta1">Decay of the mean of updates.</param>
    /// <param name="beta2">The highest decay of the mean of squared gradients; at step t it is at most 1 - t^-0.8.</param>
    /// <param name="weightDecay">Share of a parameter, per unit of learning rate, that a step takes away.</param>
    public Adafactor(IEnumerable<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double weightDecay = 0.01)
    {
        ArgumentNullException.ThrowIfNull(groups);
        (_beta1, _beta2, _decay) = (beta1, beta2, weightDecay);
        using IDisposable _ = no_grad();
        foreach (ParameterGroup group in groups)
        {
            foreach ((string name, Parameter value) in group.Parameters)
            {
                bool isMatrix = value.shape.Length >= 2;
                long rows = value.shape.Length > 0 ? value.shape[0] : 1, columns = value.numel() / rows;
                _slots.Add(new Slot(name, value, zeros_like(value).DetachFromDisposeScope(), zeros(isMatrix ? [rows, 1] : [value.numel()]).DetachFromDisposeScope(),
                    isMatrix ? zeros([1, columns]).DetachFromDisposeScope() : null, group.Decays, group.LearningRateFactor));
            }
        }
    }

    /// <inheritdoc />
    public long Steps { get; set; }

    /// <inheritdoc />
    public IReadOnlyList<(string Name, Tensor Value)> State =>
        [.. _slots.SelectMany(s => ((string, Tensor?)[])[($"mean.{s.Name}", s.Mean), ($"rows.{s.Name}", s.Rows), ($"columns.{s.Name}", s.Columns)]).Where(s => s.Item2 is not null).Select(s => (s.Item1, s.Item2!))];

    /// <inheritdoc />
    public void Update(double learningRate)
    {
        Steps++;
        double beta2 = Math.Min(_beta2, 1 - Math.Pow(Steps, -0.8));
        using IDisposable _ = no_grad();
        foreach (Slot slot in _slots)
        {
            Tensor? gradient = slot.Parameter.grad;
            if (gradient is null) continue;
            using var scope = NewDisposeScope();
            double rate = learningRate * slot.Factor;
            Tensor update;
            if (slot.Columns is { } columns)
            {
                Tensor flat = gradient.reshape(slot.Rows.shape[0], -1), square = (flat * flat).add_(Epsilon);
                slot.Rows.mul_(beta2).add_(square.mean([1], keepdim: true), alpha: 1 - beta2);
                columns.mul_(beta2).add_(square.mean([0], keepdim: true), alpha: 1 - beta2);
                update = flat / (slot.Rows * columns / slot.Rows.mean()).sqrt();
            }
            else
            {
                Tensor flat = gradient.reshape(-1);
                slot.Rows.mul_(beta2).add_((flat * flat).add_(Epsilon), alpha: 1 - beta2);
                update = flat / slot.Rows.sqrt();
            }
            Tensor size = update.square().mean().sqrt().clamp_(1);
            slot.Mean.mul_(_beta1).add_((update / size).reshape(slot.Mean.shape), alpha: 1 - _beta1);
            if (slot.Decays) slot.Parameter.mul_(1 - (rate * _decay));
            slot.Parameter.add_(slot.Mean, alpha: -rate);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            slot.Mean.Dispose();
            slot.Rows.Dispose();
            slot.Columns?.Dispose();
        }
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor Mean, Tensor Rows, Tensor? Columns, bool Decays, double Factor);
}
