namespace CoCa.Core.Tokenization;

/// <summary>
/// GPT-2's printable stand-ins for the 256 bytes: printable Latin-1 stands for itself, the other bytes for U+0100 and up.
/// The vocabulary's tokens are spelled in it.
/// </summary>
internal static class ByteAlphabet
{
    /// <summary>The stand-in of a byte.</summary>
    public static readonly char[] Characters = new char[256];

    /// <summary>The bytes in the order of their ids.</summary>
    public static readonly byte[] Order = new byte[256];

    private static readonly short[] s_bytes = new short[0x144];

    static ByteAlphabet()
    {
        Array.Fill(s_bytes, (short)-1);
        int printable = 0, other = 0;
        for (int b = 0; b < 256; b++) if (IsPrintable(b)) Order[printable++] = (byte)b;
        for (int b = 0; b < 256; b++)
        {
            Characters[b] = IsPrintable(b) ? (char)b : (char)(256 + other);
            if (!IsPrintable(b)) Order[printable + other++] = (byte)b;
            s_bytes[Characters[b]] = (short)b;
        }
    }

    /// <summary>The byte of a stand-in, -1 if the character is none.</summary>
    public static int ByteOf(char c) => c < s_bytes.Length ? s_bytes[c] : -1;

    private static bool IsPrintable(int b) => b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
}
