using CoCa.Core;

namespace CoCa.Training.Data;

/// <summary>How pictures are varied while training. Everything off is a whole frame squashed to the model's size. Probabilities are 0 to 1.</summary>
public sealed record Augmentation
{
    /// <summary>Mirroring left and right; 0 where direction matters.</summary>
    public double FlipProbability { get; init; } = 0.5;

    /// <summary>The smallest share of a picture's area that a crop keeps, above 0 to <see cref="MaxScale"/>.</summary>
    public double MinScale { get; init; } = 0.6;

    /// <summary>The largest share of a picture's area that a crop keeps, at most 1.</summary>
    public double MaxScale { get; init; } = 1;

    /// <summary>Crops are up to e^this wider or narrower than the picture, 0 to 2. It stands for cameras' different shapes, as crops are squashed.</summary>
    public double AspectJitter { get; init; } = 0.25;

    /// <summary>Colours are multiplied by 1 - this to 1 + this, below 1.</summary>
    public double Brightness { get; init; } = 0.3;

    /// <summary>Distances from the mean grey are multiplied by 1 - this to 1 + this, below 1.</summary>
    public double Contrast { get; init; } = 0.3;

    /// <summary>Distances from each pixel's grey are multiplied by 1 - this to 1 + this, at most 1.</summary>
    public double Saturation { get; init; } = 0.3;

    /// <summary>Colours (0 to 1) are raised to e^-this to e^this, 0 to 2: badly exposed pictures.</summary>
    public double Gamma { get; init; } = 0.25;

    /// <summary>All colour taken away.</summary>
    public double GreyProbability { get; init; } = 0.03;

    /// <summary>Out of focus.</summary>
    public double BlurProbability { get; init; } = 0.1;

    /// <summary>The widest radius of that blur, in pixels of the result, 0 to 32.</summary>
    public double BlurRadius { get; init; } = 2;

    /// <summary>Blurred by motion to the side or, one time in four, up and down.</summary>
    public double MotionBlurProbability { get; init; } = 0.1;

    /// <summary>The longest such motion, in pixels of the result, 0 to 64.</summary>
    public double MotionBlurLength { get; init; } = 8;

    /// <summary>Sensor noise.</summary>
    public double NoiseProbability { get; init; } = 0.1;

    /// <summary>Its largest standard deviation, in grey levels of 255, 0 to 128.</summary>
    public double NoiseLevel { get; init; } = 10;

    /// <summary>Black bars above and below or, one time in four, left and right.</summary>
    public double LetterboxProbability { get; init; }

    /// <summary>The largest share of the result that each bar takes, 0 to below 0.5.</summary>
    public double LetterboxShare { get; init; } = 0.2;

    /// <summary>Everything off.</summary>
    public static Augmentation None { get; } = new()
    {
        FlipProbability = 0,
        MinScale = 1,
        AspectJitter = 0,
        Brightness = 0,
        Contrast = 0,
        Saturation = 0,
        Gamma = 0,
        GreyProbability = 0,
        BlurProbability = 0,
        MotionBlurProbability = 0,
        NoiseProbability = 0,
    };

    /// <summary>Throws if a property is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the property.</exception>
    public void Validate()
    {
        foreach ((string name, double value) in ((string, double)[])[(nameof(FlipProbability), FlipProbability), (nameof(GreyProbability), GreyProbability),
            (nameof(BlurProbability), BlurProbability), (nameof(MotionBlurProbability), MotionBlurProbability), (nameof(NoiseProbability), NoiseProbability),
            (nameof(LetterboxProbability), LetterboxProbability), (nameof(Saturation), Saturation)])
            Check(value is >= 0 and <= 1, name, value, "0 to 1");
        Check(MaxScale is > 0 and <= 1, nameof(MaxScale), MaxScale, "above 0 and at most 1");
        Check(MinScale > 0 && MinScale <= MaxScale, nameof(MinScale), MinScale, $"above 0 and at most {nameof(MaxScale)}");
        Check(AspectJitter is >= 0 and <= 2, nameof(AspectJitter), AspectJitter, "0 to 2");
        Check(Gamma is >= 0 and <= 2, nameof(Gamma), Gamma, "0 to 2");
        Check(Brightness is >= 0 and < 1, nameof(Brightness), Brightness, "0 to below 1");
        Check(Contrast is >= 0 and < 1, nameof(Contrast), Contrast, "0 to below 1");
        Check(BlurRadius is >= 0 and <= 32, nameof(BlurRadius), BlurRadius, "0 to 32");
        Check(MotionBlurLength is >= 0 and <= 64, nameof(MotionBlurLength), MotionBlurLength, "0 to 64");
        Check(NoiseLevel is >= 0 and <= 128, nameof(NoiseLevel), NoiseLevel, "0 to 128");
        Check(LetterboxShare is >= 0 and < 0.5, nameof(LetterboxShare), LetterboxShare, "0 to below 0.5");
    }

    private static void Check(bool holds, string property, double value, string expected)
    {
        if (!holds) throw new InvalidInputException(FormattableString.Invariant($"augmentation: {property} is {value}, must be {expected}"));
    }
}
