namespace CoCa.Inference;

/// <summary>
/// The GPU was removed, reset or hung (DXGI 887A0005, 887A0006, 887A0007, 887A0020). Everything made on it is gone:
/// <see cref="CoCaModel.Reopen"/> makes it anew.
/// </summary>
public sealed class DeviceLostException(string message, Exception? inner = null) : DeviceException(message, inner);
