using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CoCa.Inference.Devices;

/// <summary>A locally unique identifier: what Windows calls an adapter until the next restart. Written <c>0x00000000:0x0000c5a1</c> (high, low).</summary>
public readonly record struct Luid(int High, uint Low)
{
    /// <summary>Reads the form that <see cref="ToString"/> writes; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Luid luid)
    {
        luid = default;
        if (text?.Split(':') is not [{ } high, { } low] || !Hex(high, out uint h) || !Hex(low, out uint l)) return false;
        luid = new((int)h, l);
        return true;

        static bool Hex(string part, out uint value)
        {
            value = 0;
            return part.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && uint.TryParse(part.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{(uint)High:x8}:0x{Low:x8}");
}
