using CoCa.Core;

namespace CoCa.Realtime.Labels;

/// <summary>How labels become steady: smoothing, the scene's history, and two thresholds. Immutable.</summary>
public sealed record LabelOptions
{
    /// <summary>A label that is off goes on at this smoothed probability; 0 to 1.</summary>
    public double On { get; init; } = 0.5;

    /// <summary>A label that is on goes off below this smoothed probability; 0 to <see cref="On"/>.</summary>
    public double Off { get; init; } = 0.35;

    /// <summary>How long a probability must stay across its threshold before the label is switched, in the source's time.</summary>
    public TimeSpan MinDuration { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>The time constant of the smoothing, in the source's time; zero switches it off. Only the past is looked at.</summary>
    public TimeSpan Smoothing { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// The time constant in which a scene's own history is learned, in the source's time: how high a label scores here while it is off. Zero switches that off. Only of calibrated sets.
    /// </summary>
    public TimeSpan History { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Labels that have thresholds of their own, by <c>coca calibrate</c>; the others have <see cref="On"/> and <see cref="Off"/>.</summary>
    public SceneCalibration? Scene { get; init; }

    /// <summary>Checks every value by itself.</summary>
    /// <exception cref="InvalidInputException">Names the property, what it is and what it must be.</exception>
    public void Validate()
    {
        if (!(On is >= 0 and <= 1)) throw new InvalidInputException(FormattableString.Invariant($"{nameof(On)} is {On}, must be 0 to 1"));
        if (!(Off >= 0 && Off <= On)) throw new InvalidInputException(FormattableString.Invariant($"{nameof(Off)} is {Off}, must be 0 to {nameof(On)} ({On})"));
        if (MinDuration < TimeSpan.Zero) throw new InvalidInputException($"{nameof(MinDuration)} is {MinDuration}, must be 0 or more");
        if (History < TimeSpan.Zero) throw new InvalidInputException($"{nameof(History)} is {History}, must be 0 or more");
        if (Smoothing < TimeSpan.Zero) throw new InvalidInputException($"{nameof(Smoothing)} is {Smoothing}, must be 0 or more");
    }
}
