using CoCa.Core;

namespace CoCa.Training.Data;

/// <summary>Samples by number. Safe to read from several threads at once.</summary>
public interface ISampleSource : IDisposable
{
    /// <summary>The name for messages: the file or folder.</summary>
    string Name { get; }

    /// <summary>How many samples there are; the order is the same at every opening.</summary>
    int Count { get; }

    /// <summary>What was found wrong at opening, a line each; often none. What is wrong with one sample shows when it is read.</summary>
    IReadOnlyList<string> Notices { get; }

    /// <summary>Reads a sample. The picture is not decoded, and captions may be missing or empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such number.</exception>
    /// <exception cref="InvalidInputException">This sample cannot be read; others may well be.</exception>
    TrainingSample Read(int index);
}
