using System.Globalization;

namespace CoCa.Drawing;

/// <summary>A colour in sRGB with its opacity, not premultiplied.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">Opacity: 0 is invisible, 255 hides what is beneath.</param>
public readonly record struct Rgba(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>Reads <c>#RRGGBB</c> or <c>#RRGGBBAA</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static Rgba Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isHex = text.Length is 7 or 9 && text[0] == '#' && uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
        if (!isHex) throw new FormatException($"\"{text}\" is no colour, expected #RRGGBB or #RRGGBBAA");
        uint value = uint.Parse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (text.Length == 7) value = value << 8 | 0xFF;
        return new((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>The same colour with its opacity times <paramref name="factor"/>, 0 to 1.</summary>
    public Rgba Fade(float factor) => this with { A = (byte)(A * Math.Clamp(factor, 0, 1) + 0.5f) };

    /// <summary>A colour between two.</summary>
    /// <param name="from">At 0.</param>
    /// <param name="to">At 1.</param>
    /// <param name="t">0 to 1.</param>
    public static Rgba Mix(Rgba from, Rgba to, float t) => new(Mix(from.R, to.R, t), Mix(from.G, to.G, t), Mix(from.B, to.B, t), Mix(from.A, to.A, t));

    /// <summary><c>#RRGGBBAA</c>.</summary>
    public override string ToString() => $"#{R:X2}{G:X2}{B:X2}{A:X2}";

    private static byte Mix(byte from, byte to, float t) => (byte)(from + (to - from) * Math.Clamp(t, 0, 1) + 0.5f);
}
