using System.Numerics;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>One pass's rows: each is a filter's number and bytes that are differences to their neighbours.</summary>
internal sealed class PngRows(Stream rows, int bytes, int pixelBytes)
{
    private byte[] _row = new byte[bytes + 1], _above = new byte[bytes + 1];

    /// <summary>The next row's bytes, valid until the row after the next.</summary>
    public ReadOnlySpan<byte> Next()
    {
        (_row, _above) = (_above, _row);
        rows.ReadExactly(_row);
        Span<byte> row = _row.AsSpan(1);
        ReadOnlySpan<byte> above = _above.AsSpan(1);
        switch (_row[0])
        {
            case 0:
                break;
            case 1:
                for (int i = pixelBytes; i < row.Length; i++) row[i] += row[i - pixelBytes];
                break;
            case 2:
                AddAbove(row, above);
                break;
            case 3:
                for (int i = 0; i < row.Length; i++) row[i] += (byte)(((i < pixelBytes ? 0 : row[i - pixelBytes]) + above[i]) / 2);
                break;
            case 4:
                for (int i = 0; i < row.Length; i++)
                    row[i] += i < pixelBytes ? above[i] : Paeth(row[i - pixelBytes], above[i], above[i - pixelBytes]);
                break;
            default:
                throw PngFile.Damaged($"a row has filter {_row[0]}");
        }
        return row;
    }

    private static void AddAbove(Span<byte> row, ReadOnlySpan<byte> above)
    {
        int i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count) (new Vector<byte>(row[i..]) + new Vector<byte>(above[i..])).CopyTo(row[i..]);
        for (; i < row.Length; i++) row[i] += above[i];
    }

    /// <summary>Whichever of left, above and above left is nearest to left + above - above left.</summary>
    private static byte Paeth(int left, int above, int corner)
    {
        int dl = Math.Abs(above - corner), da = Math.Abs(left - corner), dc = Math.Abs(left + above - 2 * corner);
        return (byte)(dl <= da && dl <= dc ? left : da <= dc ? above : corner);
    }
}
