using System.Runtime.InteropServices;

namespace CoCa.Directml.Tests;

/// <summary>The little of Direct3D 12 that tests need: taking a device away from everybody in this process.</summary>
internal static unsafe partial class Direct3D
{
    private const int FeatureLevel11 = 0xb000;

    /// <summary>Place of <c>ID3D12Device5::RemoveDevice</c> in the interface's table (d3d12.h).</summary>
    private const int RemoveDeviceSlot = 58;

    private static readonly Guid s_device5 = new("8b4f173b-2fea-4b80-8f58-4307191ab95d");

    /// <summary>
    /// Removes the default adapter's device, as a driver's time-out does. A process has one device for an adapter, so this hits every
    /// session on it.
    /// </summary>
    public static void RemoveDevice()
    {
        Marshal.ThrowExceptionForHR(D3D12CreateDevice(0, FeatureLevel11, s_device5, out nint device));
        ((delegate* unmanaged<nint, void>)(*(nint**)device)[RemoveDeviceSlot])(device);
        Marshal.Release(device);
    }

    [LibraryImport("d3d12")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int D3D12CreateDevice(nint adapter, int featureLevel, in Guid iid, out nint device);
}
