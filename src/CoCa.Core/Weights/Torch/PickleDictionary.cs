namespace CoCa.Core.Weights.Torch;

/// <summary>A dictionary of a pickle, in the order of its items; keys are not compared.</summary>
internal sealed class PickleDictionary
{
    /// <summary>The items as they were set.</summary>
    public List<(object? Key, object? Value)> Items { get; } = [];
}
