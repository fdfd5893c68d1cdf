using CoCa.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CoCa.Realtime;

/// <summary>How an engine works. Immutable.</summary>
public sealed record EngineOptions
{
    /// <summary>The most frames that are encoded in one run, of as many streams; 1 to 64.</summary>
    public int MaxBatch { get; init; } = 8;

    /// <summary>Where states, failed frames and failed sinks are told.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The clock of ages, stages and delays.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks every value by itself.</summary>
    /// <exception cref="InvalidInputException">Names the property, what it is and what it must be.</exception>
    public void Validate()
    {
        if (MaxBatch is < 1 or > 64) throw new InvalidInputException($"{nameof(MaxBatch)} is {MaxBatch}, must be 1 to 64");
    }
}
