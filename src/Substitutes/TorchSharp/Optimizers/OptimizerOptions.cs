namespace TorchSharp.Modules;

/// <summary>What an optimizer may be told for one group of parameters; null: what it was told for all.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }
    public double InitialLearningRate { get; set; }
}
