using CoCa.Training.Steps;

namespace CoCa.Training.Running;

/// <summary>What one step came to.</summary>
/// <param name="Step">Steps made, from 1.</param>
/// <param name="Losses">Over the global batch.</param>
/// <param name="LearningRate">The rate.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Duration">Of the step with its data.</param>
public readonly record struct StepReport(long Step, StepLosses Losses, double LearningRate, double GradientNorm, TimeSpan Duration);
