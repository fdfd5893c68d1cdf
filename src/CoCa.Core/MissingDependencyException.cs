namespace CoCa.Core;

/// <summary>A program or library that the job needs is not installed.</summary>
public sealed class MissingDependencyException(string message, string remedy, Exception? inner = null) : CoCaException(message, inner)
{
    /// <summary>The command that mends it.</summary>
    public string Remedy { get; } = remedy;
}
