using System.Numerics.Tensors;
using System.Text.Json.Serialization;

namespace CoCa.Core.Labels;

/// <summary>
/// Turns the cosines of labels into probabilities that mean what they say. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// A raw cosine says little: its level drifts from picture to picture, and a softmax over the labels gives 1 to a single one whatever is seen. Here a label's probability is
/// <c>p_i = g * softmax_i(scale * c)</c>, and <c>g = sigmoid(slope * x + offset)</c> is the probability that any of the labels is right. Its evidence is how far the labels lie above the phrases of a background:
/// <c>x = log sum_i exp(scale * c_i) - log mean_j exp(scale * b_j)</c>. So probabilities of a set sum to at most 1, and to little where none of the labels fits.
/// </para>
/// <para>
/// The first factor is temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2), the second Platt's sigmoid (Platt 1999, "Probabilistic Outputs for Support Vector Machines").
/// Neither changes which label is the most probable.
/// </para>
/// </remarks>
public sealed record LabelCalibration
{
    /// <summary>What cosines are multiplied with; above 0.</summary>
    public required float Scale { get; init; }

    /// <summary>How fast the labels' common probability rises with their evidence; above 0.</summary>
    public required float Slope { get; init; }

    /// <summary>The logit of that probability where the evidence is 0.</summary>
    public required float Offset { get; init; }

    /// <summary>How far a wrong label usually lies above the background's mean cosine. A scene in which it lies elsewhere is told by the difference.</summary>
    public required float Level { get; init; }

    /// <summary>The phrases of the background; each is put into the labels' templates.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Background { get; init; } = [];

    /// <summary>What it was fitted on, for a person.</summary>
    [JsonRequired]
    public string Fitted { get; init; } = "";

    /// <summary>Turns cosines into probabilities in place.</summary>
    /// <param name="cosines">The labels' cosines [labels]; become probabilities, 0 to 1, with a sum of at most 1.</param>
    /// <param name="background">The background's cosines [phrases]; without any the labels are taken to hold the right one.</param>
    public void Apply(Span<float> cosines, ReadOnlySpan<float> background)
    {
        TensorPrimitives.Multiply(cosines, Scale, cosines);
        float most = TensorPrimitives.Max<float>(cosines);
        double labels = 0;
        foreach (float z in cosines) labels += Math.Exp(z - most);
        double any = background.IsEmpty ? 1 : Sigmoid(Slope * (Math.Log(labels) + most - Evidence(background)) + Offset);
        TensorPrimitives.Subtract(cosines, most, cosines);
        TensorPrimitives.Exp<float>(cosines, cosines);
        TensorPrimitives.Multiply(cosines, (float)(any / labels), cosines);
    }

    /// <summary>Checks every value by itself.</summary>
    /// <exception cref="InvalidInputException">Names the property, what it is and what it must be.</exception>
    public void Validate()
    {
        if (!(Scale > 0 && float.IsFinite(Scale))) throw new InvalidInputException($"labelCalibration.scale is {Scale}, must be above 0");
        if (!(Slope > 0 && float.IsFinite(Slope))) throw new InvalidInputException($"labelCalibration.slope is {Slope}, must be above 0");
        if (!float.IsFinite(Offset)) throw new InvalidInputException($"labelCalibration.offset is {Offset}, must be a number");
        if (!(Level is >= -2 and <= 2)) throw new InvalidInputException($"labelCalibration.level is {Level}, must be -2 to 2");
        if (Background.Any(string.IsNullOrWhiteSpace)) throw new InvalidInputException("labelCalibration.background has an empty phrase");
    }

    private double Evidence(ReadOnlySpan<float> background)
    {
        double sum = 0;
        foreach (float b in background) sum += Math.Exp(Scale * b);
        return Math.Log(sum / background.Length);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
