using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace CoCa.Inference.Devices;

/// <summary>What the processor says about itself (Intel SDM volume 2A, CPUID).</summary>
internal static class Processor
{
    /// <summary>
    /// Whether 8-bit products are summed without saturation: AVX-512 VNNI (leaf 7.0, ECX bit 11) or AVX-VNNI (leaf 7.1, EAX bit 4).
    /// Without it ONNX Runtime's AVX2 kernels add pairs of unsigned x signed products in 16 bits. True on processors that are not x86.
    /// </summary>
    public static bool HasExactInt8 { get; } = !X86Base.IsSupported || HasVnni();

    /// <summary>The name as sold, or the architecture.</summary>
    public static string Name { get; } = ReadName();

    /// <summary>The vendor by its CPUID name.</summary>
    public static string Vendor { get; } = ReadVendor();

    private static bool HasVnni()
    {
        if (X86Base.CpuId(0, 0).Eax < 7) return false;
        (int subleaves, _, int ecx, _) = X86Base.CpuId(7, 0);
        return (ecx & (1 << 11)) != 0 || (subleaves >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0);
    }

    private static string ReadName()
    {
        if (X86Base.IsSupported && (uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax >= 0x80000004)
        {
            StringBuilder name = new(48);
            for (int leaf = 2; leaf <= 4; leaf++)
            {
                (int a, int b, int c, int d) = X86Base.CpuId(unchecked((int)0x80000000) + leaf, 0);
                Append(name, a, b, c, d);
            }
            string text = string.Join(' ', name.ToString().Split([' ', '\0'], StringSplitOptions.RemoveEmptyEntries));
            if (text.Length > 0) return text;
        }
        return $"{RuntimeInformation.ProcessArchitecture} processor";
    }

    private static string ReadVendor()
    {
        if (!X86Base.IsSupported) return RuntimeInformation.ProcessArchitecture.ToString();
        (_, int b, int c, int d) = X86Base.CpuId(0, 0);
        StringBuilder text = new(12);
        Append(text, b, d, c);
        return text.ToString() switch { "GenuineIntel" => "Intel", "AuthenticAMD" => "AMD", string other => other };
    }

    private static void Append(StringBuilder text, params ReadOnlySpan<int> registers)
    {
        foreach (int register in registers)
            for (int shift = 0; shift < 32; shift += 8) text.Append((char)((register >> shift) & 0xFF));
    }
}
