namespace CoCa.Training.Data;

/// <summary>What <see cref="Augmentation"/> comes to for one view of a picture. Lengths of the crop and the frame are shares of the picture's and the result's sides.</summary>
internal readonly record struct AugmentationPlan
{
    /// <summary>Draws a plan. The draws come in a fixed order and number: switching one thing off changes no other.</summary>
    public AugmentationPlan(Augmentation options, ulong seed)
    {
        SampleRandom random = new(seed);
        IsMirrored = random.Chance(options.FlipProbability);
        double side = Math.Sqrt(random.Between(options.MinScale, options.MaxScale)), shape = Math.Exp(random.Between(-options.AspectJitter, options.AspectJitter) / 2);
        CropWidth = Math.Min(side * shape, 1);
        CropHeight = Math.Min(side / shape, 1);
        CropLeft = random.Uniform() * (1 - CropWidth);
        CropTop = random.Uniform() * (1 - CropHeight);
        Brightness = (float)random.Between(1 - options.Brightness, 1 + options.Brightness);
        Contrast = (float)random.Between(1 - options.Contrast, 1 + options.Contrast);
        double saturation = random.Between(1 - options.Saturation, 1 + options.Saturation);
        Saturation = random.Chance(options.GreyProbability) ? 0 : (float)saturation;
        Gamma = Math.Exp(random.Between(-options.Gamma, options.Gamma));
        bool isBlurred = random.Chance(options.BlurProbability);
        double radius = random.Uniform() * (isBlurred ? options.BlurRadius : 0);
        bool isMoved = random.Chance(options.MotionBlurProbability), isUpright = random.Chance(0.25);
        double motion = random.Uniform() * (isMoved ? options.MotionBlurLength : 0);
        // A triangle as wide as 2 r spreads like a box of length r times the root of 2; near enough for what it is for.
        BlurX = Math.Max(radius, isUpright ? 0 : motion / 2);
        BlurY = Math.Max(radius, isUpright ? motion / 2 : 0);
        bool isNoisy = random.Chance(options.NoiseProbability);
        Noise = (float)(random.Uniform() * (isNoisy ? options.NoiseLevel : 0));
        NoiseSeed = random.Next();
        bool hasBars = random.Chance(options.LetterboxProbability), areUpright = random.Chance(0.25);
        double bar = random.Uniform() * (hasBars ? options.LetterboxShare : 0);
        BarX = areUpright ? bar : 0;
        BarY = areUpright ? 0 : bar;
    }

    public bool IsMirrored { get; }
    public double CropLeft { get; }
    public double CropTop { get; }
    public double CropWidth { get; }
    public double CropHeight { get; }
    public float Brightness { get; }
    public float Contrast { get; }
    public float Saturation { get; }
    public double Gamma { get; }

    /// <summary>Pixels of the result that the filter reaches further to the sides.</summary>
    public double BlurX { get; }

    /// <summary>Pixels of the result that the filter reaches further up and down.</summary>
    public double BlurY { get; }

    /// <summary>Standard deviation in grey levels.</summary>
    public float Noise { get; }
    public ulong NoiseSeed { get; }

    /// <summary>Share of the result that a bar at each side takes.</summary>
    public double BarX { get; }

    /// <summary>Share of the result that a bar above and below takes.</summary>
    public double BarY { get; }
}
