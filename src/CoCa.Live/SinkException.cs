using CoCa.Core;

namespace CoCa.Live;

/// <summary>A sink cannot take results any more; the message is one line with the file, what happened and what was kept.</summary>
public sealed class SinkException(string message, Exception? inner = null) : InvalidInputException(message, inner);
