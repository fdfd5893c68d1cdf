using static TorchSharp.torch;

namespace CoCa.Training.Optimization;

/// <summary>
/// Changes parameters by their gradients. Its state has names, so that a checkpoint is a safetensors file and resumes exactly; TorchSharp's own
/// optimisers hide theirs. Not thread-safe.
/// </summary>
public interface IOptimizer : IDisposable
{
    /// <summary>One step on the gradients that are there, at a learning rate that each group's factor multiplies.</summary>
    void Update(double learningRate);

    /// <summary>What must be stored to go on exactly, beside the parameters: names and tensors, in a fixed order.</summary>
    IReadOnlyList<(string Name, Tensor Value)> State { get; }

    /// <summary>The number of steps made; set when a run resumes.</summary>
    long Steps { get; set; }
}
