namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected readonly Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;
}
