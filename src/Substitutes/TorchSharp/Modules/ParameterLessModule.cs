using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A module that learns nothing.</summary>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>
{
    protected ParameterLessModule(string name) : base(name)
    {
    }
}
