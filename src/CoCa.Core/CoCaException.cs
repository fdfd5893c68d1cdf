namespace CoCa.Core;

/// <summary>The base of every exception that this library throws on purpose: its message is one line for a person.</summary>
public abstract class CoCaException(string message, Exception? inner = null) : Exception(message, inner);
