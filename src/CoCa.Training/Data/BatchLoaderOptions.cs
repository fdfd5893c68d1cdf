using CoCa.Core;
using CoCa.Core.Preprocessing;

namespace CoCa.Training.Data;

/// <summary>How batches are made.</summary>
public sealed record BatchLoaderOptions
{
    /// <summary>The model's input.</summary>
    public PreprocessOptions Preprocess { get; init; } = new() { Mode = ResizeMode.Squash };

    /// <summary>How pictures are varied; null takes them as <see cref="Preprocess"/> says.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>L: ids of a text.</summary>
    public int ContextLength { get; init; } = 76;

    /// <summary>B: pictures in a batch of one rank; the global batch is <see cref="WorldSize"/> times as large.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Which part of each global batch this process takes, from 0.</summary>
    public int Rank { get; init; }

    /// <summary>How many processes share each global batch.</summary>
    public int WorldSize { get; init; } = 1;

    /// <summary>What all that is random is made of.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads that read, decode and vary; 1 to 256.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Batches that are made ahead of the one asked for, 0 to 64.</summary>
    public int Prefetch { get; init; } = 2;

    /// <summary>Throws if a property is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the property.</exception>
    public void Validate()
    {
        Preprocess.Validate();
        Augmentation?.Validate();
        Check(ContextLength is >= 2 and <= 4096, nameof(ContextLength), ContextLength, "2 to 4096");
        Check(BatchSize is >= 1 and <= 65536, nameof(BatchSize), BatchSize, "1 to 65536");
        Check(WorldSize >= 1, nameof(WorldSize), WorldSize, "1 or more");
        Check(Rank >= 0 && Rank < WorldSize, nameof(Rank), Rank, $"0 to below {nameof(WorldSize)} ({WorldSize})");
        Check(Threads is >= 1 and <= 256, nameof(Threads), Threads, "1 to 256");
        Check(Prefetch is >= 0 and <= 64, nameof(Prefetch), Prefetch, "0 to 64");
        Check(3L * Preprocess.Height * Preprocess.Width * BatchSize <= Array.MaxLength, nameof(BatchSize), BatchSize, "less: the pixels of a batch do not fit into one array");
    }

    private static void Check(bool holds, string property, int value, string expected)
    {
        if (!holds) throw new InvalidInputException($"{property} is {value}, must be {expected}");
    }
}
