using CoCa.Core;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Pooling;

namespace CoCa.Realtime;

/// <summary>How a stream is watched. Immutable; labels can be changed while it runs (<see cref="EngineStream.SetLabels"/>).</summary>
public sealed record StreamOptions
{
    /// <summary>The stream's name in results, events and metrics; unique in its engine.</summary>
    public string Name { get; init; } = "video";

    /// <summary>What happens to frames that come too fast. Null: the newest wins for live sources and frames pushed by code, nothing is lost of files.</summary>
    public BackPressure? BackPressure { get; init; }

    /// <summary>How many frames are looked at together. <see cref="WindowOptions.Captions"/> follows from <see cref="Captions"/>.</summary>
    public WindowOptions Window { get; init; } = new() { MaxFrames = 8 };

    /// <summary>The labels; null for none.</summary>
    public LabelSet? Labels { get; init; }

    /// <summary>How labels are steadied.</summary>
    public LabelOptions LabelOptions { get; init; } = new();

    /// <summary>How the stream is captioned; null for no captions.</summary>
    public CaptionOptions? Captions { get; init; }

    /// <summary>The least distance of a scene cut, at which the window begins anew, above 0 to 1; 0 looks for none. See <see cref="Scenes.SceneCutDetector"/>.</summary>
    public double SceneCut { get; init; } = 0.1;

    /// <summary>Whether results say where in the picture the model looked (not for models without a contrastive query over patches).</summary>
    public bool PatchWeights { get; init; }

    /// <summary>A source that is silent for so long counts as stalled.</summary>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A live source that sends the same picture for so long counts as frozen; zero looks for none.</summary>
    public TimeSpan FreezeAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long a live source that was lost is opened again and again; zero ends the stream with the source.</summary>
    public TimeSpan ReconnectFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Checks every value by itself.</summary>
    /// <exception cref="InvalidInputException">Names the property, what it is and what it must be.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Name)) throw new InvalidInputException($"{nameof(Name)} is empty, must name the stream");
        Window.Validate();
        LabelOptions.Validate();
        Captions?.Validate();
        if (!(SceneCut is >= 0 and <= 1)) throw new InvalidInputException(FormattableString.Invariant($"{nameof(SceneCut)} is {SceneCut}, must be 0 to 1"));
        if (StallAfter <= TimeSpan.Zero) throw new InvalidInputException($"{nameof(StallAfter)} is {StallAfter}, must be above 0");
        if (FreezeAfter < TimeSpan.Zero) throw new InvalidInputException($"{nameof(FreezeAfter)} is {FreezeAfter}, must be 0 or more");
        if (ReconnectFor < TimeSpan.Zero) throw new InvalidInputException($"{nameof(ReconnectFor)} is {ReconnectFor}, must be 0 or more");
    }
}
