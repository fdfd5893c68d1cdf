using CoCa.Core.Bundles;
using CoCa.Inference;
using CoCa.Inference.Devices;

namespace CoCa.Directml.Tests;

/// <summary>Models on the first adapter, by DirectML alone.</summary>
internal static class Gpu
{
    /// <summary>The first adapter; skips the test on a machine without one.</summary>
    public static DeviceInfo Adapter
    {
        get
        {
            DeviceInfo? adapter = DeviceList.List().FirstOrDefault(d => d.Kind != DeviceKind.Cpu);
            Assert.SkipWhen(adapter is null, "no adapter that Direct3D 12 can use");
            return adapter!;
        }
    }

    /// <summary>Opens a bundle of a recorded configuration; a node that DirectML leaves to the CPU is an error.</summary>
    public static CoCaModel Open(string name, Precision precision = Precision.Fp32) =>
        CoCaModel.Open(TestBundles.Of(name, precision), new() { Device = Adapter.Luid.ToString()!, AllowCpuFallback = false });
}
