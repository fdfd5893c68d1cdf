using CoCa.Core;
using CoCa.Inference.Devices;

namespace CoCa.Inference;

/// <summary>How a model is opened.</summary>
public sealed record ModelOptions
{
    /// <summary><c>auto</c>, <c>cpu</c>, <c>fastest</c>, (a part of) an adapter's name, or its LUID; see <see cref="DeviceList.Candidates"/>.</summary>
    public string Device { get; init; } = DeviceList.Auto;

    /// <summary>Threads that work on one run on the processor; 0 takes one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether threads spin between runs too, not only from one operation of a run to the next: it costs a tenth of a core, and two graphs in turn disturb each other.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Whether every file of the bundle is hashed before it is used.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>A GPU session may leave nodes to the processor, and a GPU that fails its self-test the whole model; with false both are errors.</summary>
    public bool AllowCpuFallback { get; init; } = true;

    /// <summary>Whether a GPU must pass the bundle's self-test before it is used.</summary>
    public bool SelfTest { get; init; } = true;

    /// <summary>Folder for measured speeds of devices; null takes the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Told what the device is about to do, before it does it: stands in for one that is slow (by taking its time) or lost (by throwing).</summary>
    internal Action<string>? OnCall { get; init; }

    /// <summary>Checks every value by itself.</summary>
    /// <exception cref="InvalidInputException">Names the property, what it is and what it must be.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Device)) throw new InvalidInputException($"{nameof(Device)} is empty, must be auto, cpu, fastest, a name or a LUID");
        if (Threads is < 0 or > 1024) throw new InvalidInputException($"{nameof(Threads)} is {Threads}, must be 0 (all cores) to 1024");
    }
}
