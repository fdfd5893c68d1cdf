namespace CoCa.Cli;

/// <summary>The command line does not make sense; the message says what it should be.</summary>
internal sealed class UsageException(string message) : Exception(message);
