using CoCa.Core;
using CoCa.Inference.Generation;

namespace CoCa.Training.Evaluation;

/// <summary>How a model is measured.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Pictures encoded at a time, 1 to 1024.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The most samples that are measured, the first ones; null takes all. A linear probe is trained on all of its own.</summary>
    public int? Limit { get; init; }

    /// <summary>How captions are made; null takes true beams as wide as the library's default, at most 30 tokens long.</summary>
    public GenerationOptions? Generation { get; init; }

    /// <summary>Texts with <c>{}</c> where a label goes, averaged.</summary>
    public IReadOnlyList<string> LabelTemplates { get; init; } = ["a photo of a {}"];

    /// <summary>What half the square of each weight of a linear probe costs.</summary>
    public double ProbeDecay { get; init; } = 0.01;

    /// <summary>Throws if a property is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the property.</exception>
    public void Validate()
    {
        if (BatchSize is < 1 or > 1024) throw new InvalidInputException($"{nameof(BatchSize)} is {BatchSize}, must be 1 to 1024");
        if (Limit is < 1) throw new InvalidInputException($"{nameof(Limit)} is {Limit}, must be 1 or more");
        if (!(ProbeDecay > 0 && double.IsFinite(ProbeDecay))) throw new InvalidInputException($"{nameof(ProbeDecay)} is {ProbeDecay}, must be above 0");
        Generation?.Validate();
    }
}
