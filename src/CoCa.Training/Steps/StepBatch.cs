using static TorchSharp.torch;

namespace CoCa.Training.Steps;

/// <summary>A part of a global batch that goes through the network at once.</summary>
/// <param name="Pixels">[B, 3, H, W], normalised; or a stem's feature map [B, C, h, w], see <see cref="StepOptions.FeaturesFrom"/>.</param>
/// <param name="Ids">[B * C, M], padded; the C texts of a picture stand together.</param>
public readonly record struct StepBatch(Tensor Pixels, Tensor Ids);
