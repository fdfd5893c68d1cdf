using System.Buffers.Binary;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>Turns a row's samples of any depth and colour type into colours of eight bits.</summary>
internal sealed class PngSamples
{
    private readonly PngFile _file;
    private readonly Rgba32[] _palette = new Rgba32[256];

    /// <summary>The one value that is transparent (grey or red, green, blue); -1 if none is.</summary>
    private readonly int[] _transparent = [-1, -1, -1];

    public PngSamples(PngFile file)
    {
        _file = file;
        byte[] alpha = file.Transparency;
        if (file.ColorType == 3)
        {
            Array.Fill(_palette, new Rgba32(0, 0, 0));
            for (int i = 0; i < Math.Min(256, file.Palette.Length / 3); i++)
                _palette[i] = new(file.Palette[3 * i], file.Palette[3 * i + 1], file.Palette[3 * i + 2], i < alpha.Length ? alpha[i] : (byte)255);
        }
        else
        {
            for (int c = 0; c < 3 && 2 * c + 1 < alpha.Length; c++) _transparent[c] = BinaryPrimitives.ReadUInt16BigEndian(alpha.AsSpan(2 * c));
        }
    }

    public void Expand(ReadOnlySpan<byte> row, Span<Rgba32> colors)
    {
        int bits = _file.BitDepth;
        for (int x = 0; x < colors.Length; x++)
        {
            switch (_file.ColorType)
            {
                case 0:
                    int gray = Sample(row, x, bits);
                    byte g = bits switch { 16 => High(gray), 8 => (byte)gray, _ => (byte)(gray * 255 / ((1 << bits) - 1)) };
                    colors[x] = new(g, g, g, gray == _transparent[0] ? (byte)0 : (byte)255);
                    break;
                case 2:
                    int r = Sample(row, 3 * x, bits), gr = Sample(row, 3 * x + 1, bits), b = Sample(row, 3 * x + 2, bits);
                    bool clear = r == _transparent[0] && gr == _transparent[1] && b == _transparent[2];
                    colors[x] = new(Byte(r), Byte(gr), Byte(b), clear ? (byte)0 : (byte)255);
                    break;
                case 3:
                    colors[x] = _palette[Sample(row, x, bits)];
                    break;
                case 4:
                    byte l = Byte(Sample(row, 2 * x, bits));
                    colors[x] = new(l, l, l, Byte(Sample(row, 2 * x + 1, bits)));
                    break;
                default:
                    colors[x] = new(Byte(Sample(row, 4 * x, bits)), Byte(Sample(row, 4 * x + 1, bits)), Byte(Sample(row, 4 * x + 2, bits)), Byte(Sample(row, 4 * x + 3, bits)));
                    break;
            }
        }
    }

    private static int Sample(ReadOnlySpan<byte> row, int i, int bits) => bits switch
    {
        8 => row[i],
        16 => row[2 * i] << 8 | row[2 * i + 1],
        _ => row[i * bits / 8] >> (8 - bits - i * bits % 8) & ((1 << bits) - 1),
    };

    private byte Byte(int sample) => _file.BitDepth == 16 ? High(sample) : (byte)sample;

    /// <summary>Sixteen bits to eight, rounded.</summary>
    private static byte High(int sample) => (byte)((sample * 255 + 32895) >> 16);
}
