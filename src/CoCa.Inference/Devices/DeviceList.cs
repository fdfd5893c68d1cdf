using CoCa.Core;

namespace CoCa.Inference.Devices;

/// <summary>The devices of this machine and how one is asked for.</summary>
public static class DeviceList
{
    /// <summary>The choice that prefers the fastest GPU and takes the processor where there is none.</summary>
    public const string Auto = "auto";

    /// <summary>The choice of the processor.</summary>
    public const string CpuChoice = "cpu";

    /// <summary>The choice of whatever runs the image graph fastest, the processor included.</summary>
    public const string Fastest = "fastest";

    /// <summary>The processor.</summary>
    public static DeviceInfo Cpu { get; } = new()
    {
        Name = Processor.Name,
        Vendor = Processor.Vendor,
        Kind = DeviceKind.Cpu,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
    };

    /// <summary>The processor and, on Windows, every adapter that Direct3D 12 can use. Asks the system anew at each call.</summary>
    public static IReadOnlyList<DeviceInfo> List() => OperatingSystem.IsWindows() ? [Cpu, .. Dxgi.List()] : [Cpu];

    /// <summary>
    /// The devices that a choice leaves, at least one; more than one only for <c>auto</c> and <c>fastest</c>, which then measure.
    /// A name may be a part of the device's, in any case of letters, if only one device has it.
    /// </summary>
    /// <exception cref="InvalidInputException">No device or several answer to it, or it is a bare number.</exception>
    public static IReadOnlyList<DeviceInfo> Candidates(string choice, IReadOnlyList<DeviceInfo> devices)
    {
        switch (choice.ToUpperInvariant())
        {
            case "CPU": return [devices.First(d => !d.IsGpu)];
            case "FASTEST": return [.. devices.Where(d => d.Kind != DeviceKind.SoftwareAdapter)];
            case "AUTO":
                DeviceInfo[] gpus = [.. devices.Where(d => d.Kind is DeviceKind.DiscreteGpu or DeviceKind.IntegratedGpu)];
                return gpus.Length > 0 ? gpus : [devices.First(d => !d.IsGpu)];
        }
        if (choice.Length > 0 && choice.All(char.IsAsciiDigit))
            throw new InvalidInputException($"device {choice} is a number, and numbers change from start to start; {Known(devices)}");
        DeviceInfo[] found = Luid.TryParse(choice, out Luid luid)
            ? [.. devices.Where(d => d.Luid == luid)]
            : [.. devices.Where(d => string.Equals(d.Name, choice, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0 && choice.Length > 0) found = [.. devices.Where(d => d.Name.Contains(choice, StringComparison.OrdinalIgnoreCase))];
        return found.Length switch
        {
            1 => found,
            0 => throw new InvalidInputException($"no device is called '{choice}'; {Known(devices)}"),
            _ => throw new InvalidInputException($"'{choice}' is {found.Length} devices, give the LUID: {string.Join(", ", found.Select(d => $"{d.Name} {d.Luid}"))}"),
        };
    }

    private static string Known(IReadOnlyList<DeviceInfo> devices) =>
        $"ask for auto, cpu, fastest, or one of: {string.Join(", ", devices.Select(d => d.Luid is { } luid ? $"{d.Name} ({luid})" : d.Name))}";
}
