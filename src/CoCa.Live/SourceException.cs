using CoCa.Core;

namespace CoCa.Live;

/// <summary>A video, camera or stream cannot be opened or read; the message is one line with the source, what was expected and what happened.</summary>
public sealed class SourceException(string message, Exception? inner = null) : InvalidInputException(message, inner);
