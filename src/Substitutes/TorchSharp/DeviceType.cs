namespace TorchSharp;

/// <summary>The substitute runs on CPUs only; the other names are those that a trainer may ask for.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MPS = 13,
}
