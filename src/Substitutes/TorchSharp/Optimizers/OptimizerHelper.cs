using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract class OptimizerHelper : optim.Optimizer
{
    private protected readonly Dictionary<Parameter, OptimizerState> States = new(ReferenceEqualityComparer.Instance);

    public virtual StateDictionary state_dict()
    {
        var found = new StateDictionary();
        foreach (ParamGroup group in _parameter_groups)
        {
            found.Options.Add(group.Options);
            found.State.AddRange(group.Parameters.Select(p => States[p]));
        }
        return found;
    }
}
