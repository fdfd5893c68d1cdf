namespace CoCa.Training.Data;

/// <summary>A sample that could not be used, or not all of it.</summary>
/// <param name="Sample">Its source and name.</param>
/// <param name="Reason">What is wrong, in one line.</param>
public readonly record struct DataFlaw(string Sample, string Reason);
