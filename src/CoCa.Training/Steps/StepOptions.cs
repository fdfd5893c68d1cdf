namespace CoCa.Training.Steps;

/// <summary>What one training step minimises.</summary>
public sealed record StepOptions
{
    /// <summary>The weight of the captioning loss (paper section 4.1: 2).</summary>
    public double CaptionWeight { get; init; } = 2;

    /// <summary>The weight of the contrastive loss (paper section 4.1: 1).</summary>
    public double ContrastiveWeight { get; init; } = 1;

    /// <summary>Label smoothing of the captioning loss, 0..1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The stem's layer whose feature map a batch holds instead of pixels; null for pixels.</summary>
    public string? FeaturesFrom { get; init; }
}
