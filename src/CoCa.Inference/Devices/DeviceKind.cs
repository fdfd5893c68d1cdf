namespace CoCa.Inference.Devices;

/// <summary>What sort of device runs the graphs.</summary>
public enum DeviceKind
{
    /// <summary>The processor, by ONNX Runtime's CPU provider.</summary>
    Cpu,

    /// <summary>A GPU with memory of its own, by DirectML.</summary>
    DiscreteGpu,

    /// <summary>A GPU that shares the processor's memory, by DirectML.</summary>
    IntegratedGpu,

    /// <summary>A Direct3D adapter that is a program; used only when asked for by name or LUID.</summary>
    SoftwareAdapter,
}
