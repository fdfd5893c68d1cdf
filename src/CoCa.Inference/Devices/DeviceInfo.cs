namespace CoCa.Inference.Devices;

/// <summary>A device that can run the graphs.</summary>
public sealed record DeviceInfo
{
    /// <summary>What the driver or the processor calls itself.</summary>
    public required string Name { get; init; }

    /// <summary>NVIDIA, AMD, Intel, ..., or the vendor's number.</summary>
    public required string Vendor { get; init; }

    /// <summary>The processor, or which sort of GPU.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>Which adapter; null for the processor.</summary>
    public Luid? Luid { get; init; }

    /// <summary>Memory of its own in bytes; for the processor and integrated GPUs what they share.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The driver's version, for example <c>32.0.15.6094</c>; empty where there is none.</summary>
    public string DriverVersion { get; init; } = "";

    /// <summary>ONNX Runtime's execution provider: <c>CPU</c> or <c>DirectML</c>.</summary>
    public string Provider => Kind == DeviceKind.Cpu ? "CPU" : "DirectML";

    /// <summary>Position in DXGI's list now; it changes, so it never leaves this library.</summary>
    internal int AdapterIndex { get; init; } = -1;

    internal bool IsGpu => Kind != DeviceKind.Cpu;

    /// <inheritdoc/>
    public override string ToString() => Luid is { } luid ? $"{Name} ({Provider}, {luid})" : $"{Name} ({Provider})";
}
