using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>One argument of an operator as the C side reads it: 32 bytes, the layout of native/torch/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Argument
{
    public ValueKind Kind;
    public int Count;
    public long Integer;
    public double Number;
    public void* Data;
}
