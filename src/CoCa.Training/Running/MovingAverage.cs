using CoCa.Training.Model;
using static TorchSharp.torch;

namespace CoCa.Training.Running;

/// <summary>The exponential moving average of a network's parameters; short at the beginning, so that fresh weights do not linger in it.</summary>
public sealed class MovingAverage : IDisposable
{
    private readonly CoCaNetwork _network;
    private readonly double _decay;

    /// <summary>Begins with the parameters as they are.</summary>
    public MovingAverage(CoCaNetwork network, double decay)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_network, _decay) = (network, decay);
        using IDisposable _ = no_grad();
        Values = [.. network.named_parameters().Select(p => (p.name, p.parameter.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>The averages, under the parameters' names.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Values { get; }

    /// <summary>Takes in the parameters as they are after so many steps.</summary>
    public void Update(long steps)
    {
        using IDisposable _ = no_grad();
        using var scope = NewDisposeScope();
        using Tensor share = tensor((float)(1 - Math.Min(_decay, (steps + 1) / (steps + 10.0))));
        int i = 0;
        foreach ((string _, TorchSharp.Modules.Parameter parameter) in _network.named_parameters()) Values[i++].Value.lerp_(parameter, share);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach ((string _, Tensor value) in Values) value.Dispose();
    }
}
