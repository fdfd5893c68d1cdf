using CoCa.Core.Bundles;

namespace CoCa.Export;

/// <summary>How a model is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>What the weights are stored and multiplied as. Inputs and outputs of the graphs are 32-bit floats (ids are integers) in any case.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;
}
