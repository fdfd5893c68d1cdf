namespace CoCa.Training.Running;

/// <summary>How parameters are changed.</summary>
public sealed record OptimizerRecipe
{
    /// <summary><c>adamw</c> or <c>adafactor</c> (the paper's).</summary>
    public string Kind { get; init; } = "adamw";

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>What multiplies it for a pretrained stem.</summary>
    public double StemFactor { get; init; } = 1;

    /// <summary>Steps in which the rate rises from 0.</summary>
    public long WarmUpSteps { get; init; }

    /// <summary><c>cosine</c>, <c>linear</c> or <c>constant</c>: how it falls from there to <see cref="FinalShare"/> at the last step.</summary>
    public string Decay { get; init; } = "cosine";

    /// <summary>The share of the highest rate that the last step has, 0..1.</summary>
    public double FinalShare { get; init; }

    /// <summary>Decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Added to the root of that mean.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Gradients longer than this are shortened to it; 0 for none.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>The learning rate of a step, from 0, of so many.</summary>
    public double RateAt(long step, long steps)
    {
        if (step < WarmUpSteps) return LearningRate * (step + 1) / WarmUpSteps;
        double way = Math.Clamp((step - WarmUpSteps) / (double)Math.Max(1, steps - WarmUpSteps), 0, 1);
        double left = Decay switch
        {
            "cosine" => (1 + Math.Cos(Math.PI * way)) / 2,
            "linear" => 1 - way,
            _ => 1,
        };
        return LearningRate * (FinalShare + ((1 - FinalShare) * left));
    }

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="Core.InvalidInputException">The message names the key.</exception>
    public void Validate()
    {
        Recipe.Check(Kind is "adamw" or "adafactor", "optimizer.kind", Kind, "adamw or adafactor");
        Recipe.Check(Decay is "cosine" or "linear" or "constant", "optimizer.decay", Decay, "cosine, linear or constant");
        Recipe.Check(LearningRate > 0 && double.IsFinite(LearningRate), "optimizer.learningRate", LearningRate, "above 0");
        Recipe.Check(StemFactor >= 0, "optimizer.stemFactor", StemFactor, "0 or more");
        Recipe.Check(WarmUpSteps >= 0, "optimizer.warmUpSteps", WarmUpSteps, "0 or more");
        Recipe.Check(FinalShare is >= 0 and <= 1, "optimizer.finalShare", FinalShare, "0 to 1");
        Recipe.Check(Beta1 is >= 0 and < 1, "optimizer.beta1", Beta1, "0 to below 1");
        Recipe.Check(Beta2 is > 0 and < 1, "optimizer.beta2", Beta2, "above 0 and below 1");
        Recipe.Check(Epsilon > 0, "optimizer.epsilon", Epsilon, "above 0");
        Recipe.Check(WeightDecay >= 0, "optimizer.weightDecay", WeightDecay, "0 or more");
        Recipe.Check(ClipNorm >= 0, "optimizer.clipNorm", ClipNorm, "0 or more");
    }
}
