using CoCa.Core;

namespace CoCa.Inference;

/// <summary>A device or its driver did not do what the model needs; the message says which and what.</summary>
public class DeviceException(string message, Exception? inner = null) : CoCaException(message, inner);
