using CoCa.Core;

namespace CoCa.Live.Hub;

/// <summary>A model cannot be fetched, or what came is not what the hub announced; the message is one line.</summary>
public sealed class HubException(string message, Exception? inner = null) : InvalidInputException(message, inner);
