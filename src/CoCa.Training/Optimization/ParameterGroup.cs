using TorchSharp.Modules;

namespace CoCa.Training.Optimization;

/// <summary>Parameters that learn alike.</summary>
/// <param name="Parameters">Their names and values.</param>
/// <param name="Decays">Whether weight decay pulls them towards zero.</param>
/// <param name="LearningRateFactor">What multiplies the learning rate.</param>
public sealed record ParameterGroup(IReadOnlyList<(string Name, Parameter Value)> Parameters, bool Decays, double LearningRateFactor = 1)
{
    /// <summary>
    /// OpenCLIP's rule: no decay where a parameter has fewer than two dimensions, or its name contains <c>bn</c>, <c>ln</c>, <c>bias</c> or
    /// <c>logit_scale</c>.
    /// </summary>
    public static bool ShouldDecay(string name, Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.shape.Length >= 2 && !((string[])["bn", "ln", "bias", "logit_scale"]).Any(part => name.Contains(part, StringComparison.Ordinal));
    }
}
