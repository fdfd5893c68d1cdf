using CoCa.Core.Bundles;
using CoCa.Core.Weights;

namespace CoCa.Export;

/// <summary>How a model is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>What the weights are stored and multiplied as. Inputs and outputs of the graphs are 32-bit floats (ids are integers) in any case.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>
    /// For int8: runs an image graph, given by its file, on pictures, and returns the range of the activations in front of each of its linear layers. The graph has two
    /// outputs for each layer KEY, the scale <see cref="ScalePrefix"/>KEY (fp32) and the zero point <see cref="ZeroPrefix"/>KEY (uint8) that this run's activations
    /// were quantised with: 0 to 255 stand for <c>scale * (value - zero)</c>. With ranges known in advance pictures do not disturb each other, so a batch is
    /// one run; without (null) each is quantised by its own range, in a run of its own.
    /// </summary>
    public Func<string, IReadOnlyDictionary<string, ActivationRange>>? Calibrate { get; init; }

    /// <summary>How the outputs with scales begin.</summary>
    public const string ScalePrefix = "observed.scale/";

    /// <summary>How the outputs with zero points begin.</summary>
    public const string ZeroPrefix = "observed.zero/";
}
