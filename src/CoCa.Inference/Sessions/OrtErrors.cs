using CoCa.Core;
using CoCa.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Inference.Sessions;

/// <summary>ONNX Runtime's exceptions as this library's own.</summary>
internal static class OrtErrors
{
    // DXGI_ERROR_DEVICE_REMOVED, _HUNG, _RESET, _DRIVER_INTERNAL_ERROR
    private static readonly string[] s_lost = ["887A0005", "887A0006", "887A0007", "887A0020"];
    private static readonly string[] s_badModel = ["[ErrorCode:NoSuchFile]", "[ErrorCode:NoModel]", "[ErrorCode:InvalidProtobuf]", "[ErrorCode:InvalidGraph]"];

    /// <summary>What to throw for an exception that came while <paramref name="doing"/> something on a device.</summary>
    public static CoCaException Translate(Exception e, string doing, DeviceInfo device)
    {
        string message = e.Message.ReplaceLineEndings(" ").Trim();
        if (s_lost.Any(code => message.Contains(code, StringComparison.OrdinalIgnoreCase)))
            return new DeviceLostException($"{device.Name} was removed, reset or hung while {doing}: open it again ({message})", e);
        if (s_badModel.Any(code => message.StartsWith(code, StringComparison.Ordinal)))
            return new InvalidInputException($"the graph cannot be used ({doing}): {message}", e);
        return new DeviceException($"{device}: {doing} failed: {message}", e);
    }

    /// <summary>Whether an exception comes from ONNX Runtime or from a library that lacks an entry point.</summary>
    public static bool IsOurs(Exception e) => e is OnnxRuntimeException or EntryPointNotFoundException;
}
