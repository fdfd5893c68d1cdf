using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace CoCa.Inference.Devices;

/// <summary>The adapters as DXGI lists them, by calls through the interfaces' tables (dxgi.h, d3d12.h).</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class Dxgi
{
    private const int SoftwareFlag = 2;
    private const int MicrosoftVendor = 0x1414;
    private const int FeatureLevel11 = 0xb000;
    private const int FeatureArchitecture = 1;
    private static readonly Guid s_factory1 = new("770aae78-f26f-4dba-a829-253c83d1b387");
    private static readonly Guid s_dxgiDevice = new("54ec77fa-1377-44e6-8c32-88fd5f44c84c");
    private static readonly Guid s_d3d12Device = new("189819f1-1db6-4b57-be54-1821339b85f7");

    /// <summary>Every adapter that Direct3D 12 can use, in the order in which ONNX Runtime counts them.</summary>
    public static List<DeviceInfo> List()
    {
        List<DeviceInfo> adapters = [];
        nint factory;
        try
        {
            if (CreateDXGIFactory1(s_factory1, out factory) < 0) return adapters;
        }
        catch (DllNotFoundException)
        {
            return adapters;
        }
        for (int index = 0; ; index++)
        {
            nint adapter;
            // IDXGIFactory1::EnumAdapters1
            if (((delegate* unmanaged<nint, uint, nint*, int>)Slot(factory, 12))(factory, (uint)index, &adapter) < 0) break;
            if (Describe(adapter, index) is { } info) adapters.Add(info);
            Marshal.Release(adapter);
        }
        Marshal.Release(factory);
        return adapters;
    }

    private static DeviceInfo? Describe(nint adapter, int index)
    {
        AdapterDesc1 desc;
        // IDXGIAdapter1::GetDesc1
        if (((delegate* unmanaged<nint, AdapterDesc1*, int>)Slot(adapter, 10))(adapter, &desc) < 0) return null;
        if (!Architecture(adapter, out bool sharesMemory)) return null;
        bool software = (desc.Flags & SoftwareFlag) != 0 || desc.VendorId == MicrosoftVendor;
        return new()
        {
            Name = new string(desc.Description).Trim(),
            Vendor = VendorName(desc.VendorId),
            Kind = software ? DeviceKind.SoftwareAdapter : sharesMemory ? DeviceKind.IntegratedGpu : DeviceKind.DiscreteGpu,
            Luid = new(desc.LuidHigh, desc.LuidLow),
            MemoryBytes = (long)(sharesMemory ? desc.DedicatedVideoMemory + desc.SharedSystemMemory : desc.DedicatedVideoMemory),
            DriverVersion = DriverVersion(adapter),
            AdapterIndex = index,
        };
    }

    /// <summary>Whether Direct3D 12 has a device for the adapter, and whether that shares the processor's memory.</summary>
    private static bool Architecture(nint adapter, out bool sharesMemory)
    {
        sharesMemory = false;
        nint device;
        try
        {
            if (D3D12CreateDevice(adapter, FeatureLevel11, s_d3d12Device, out device) < 0) return false;
        }
        catch (DllNotFoundException)
        {
            return false;
        }
        // D3D12_FEATURE_DATA_ARCHITECTURE: node, tile based, unified memory, cache coherent
        int* data = stackalloc int[4];
        data[0] = 0;
        // ID3D12Device::CheckFeatureSupport
        if (((delegate* unmanaged<nint, int, void*, uint, int>)Slot(device, 13))(device, FeatureArchitecture, data, 16) >= 0) sharesMemory = data[2] != 0;
        Marshal.Release(device);
        return true;
    }

    private static string DriverVersion(nint adapter)
    {
        long version;
        fixed (Guid* iid = &s_dxgiDevice)
        {
            // IDXGIAdapter::CheckInterfaceSupport
            if (((delegate* unmanaged<nint, Guid*, long*, int>)Slot(adapter, 9))(adapter, iid, &version) < 0) return "";
        }
        return FormattableString.Invariant($"{version >> 48 & 0xFFFF}.{version >> 32 & 0xFFFF}.{version >> 16 & 0xFFFF}.{version & 0xFFFF}");
    }

    private static string VendorName(uint id) => id switch
    {
        0x10DE => "NVIDIA",
        0x1002 or 0x1022 => "AMD",
        0x8086 => "Intel",
        0x5143 or 0x4D4F4351 => "Qualcomm",
        MicrosoftVendor => "Microsoft",
        0x10005 => "Mesa",
        _ => FormattableString.Invariant($"0x{id:x4}"),
    };

    private static nint Slot(nint com, int index) => (*(nint**)com)[index];

    [LibraryImport("dxgi")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int CreateDXGIFactory1(in Guid iid, out nint factory);

    [LibraryImport("d3d12")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int D3D12CreateDevice(nint adapter, int level, in Guid iid, out nint device);

    /// <summary>DXGI_ADAPTER_DESC1</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AdapterDesc1
    {
        public fixed char Description[128];
        public uint VendorId;
        public uint DeviceId;
        public uint SubSysId;
        public uint Revision;
        public nuint DedicatedVideoMemory;
        public nuint DedicatedSystemMemory;
        public nuint SharedSystemMemory;
        public uint LuidLow;
        public int LuidHigh;
        public uint Flags;
    }
}
