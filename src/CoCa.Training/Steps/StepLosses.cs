namespace CoCa.Training.Steps;

/// <summary>A step's losses over the global batch, weights applied.</summary>
/// <param name="Contrastive">The contrastive part.</param>
/// <param name="Caption">The captioning part.</param>
/// <param name="Tokens">The number of words that were predicted.</param>
public readonly record struct StepLosses(double Contrastive, double Caption, long Tokens)
{
    /// <summary>Their sum.</summary>
    public double Total => Contrastive + Caption;
}
