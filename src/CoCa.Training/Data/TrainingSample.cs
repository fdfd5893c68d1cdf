namespace CoCa.Training.Data;

/// <summary>A picture and what is said of it.</summary>
/// <param name="Name">What it is called in its source; unique there.</param>
/// <param name="Picture">The encoded file: JPEG, PNG or WebP.</param>
/// <param name="Captions">Sentences; empty where there is only a label, or nothing.</param>
/// <param name="Label">The class; null where there is none.</param>
public sealed record TrainingSample(string Name, byte[] Picture, IReadOnlyList<string> Captions, string? Label);
