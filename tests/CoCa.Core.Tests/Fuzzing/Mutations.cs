using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CoCa.Core.Tests.Fuzzing;

/// <summary>Damages bytes as bad disks, cut downloads and ill will do. The same seed makes the same damage.</summary>
internal static class Mutations
{
    private static readonly long[] s_numbers =
        [0, 1, -1, 2, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue];

    private static readonly string[] s_tokens =
        ["{", "}", "[", "]", ",", ":", "\"", "null", "true", "false", "{}", "[]", "\"\"", "-1", "0.5", "1e999", "-0", "1e-999", "\\u0000", "\\ud800", "\u00e9", "//", "NaN", "[[[[[[[[", "{\"a\":"];

    /// <summary>One to four changes.</summary>
    public static byte[] Of(byte[] original, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = [.. original];
        for (int i = random.Next(4); i >= 0; i--) bytes = Change(bytes, random);
        return bytes;
    }

    private static byte[] Change(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length + 1), length = random.Next(1 << random.Next(1, 8));
        ReadOnlySpan<byte> before = bytes.AsSpan(0, at), after = bytes.AsSpan(at), behind = bytes.AsSpan(Math.Min(bytes.Length, at + length));
        switch (random.Next(10))
        {
            case 0 when at < bytes.Length:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1 when at < bytes.Length:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2: return [.. before, .. behind]; // a piece is missing
            case 3: return [.. before]; // cut off
            case 4: // strange bytes between
                byte[] strange = new byte[length];
                random.NextBytes(strange);
                return [.. before, .. strange, .. after];
            case 5: return [.. before, .. bytes.AsSpan(at, Math.Min(length, bytes.Length - at)), .. after]; // a piece twice
            case 6: // a piece over another
                int from = random.Next(bytes.Length + 1), count = Math.Min(length, bytes.Length - Math.Max(at, from));
                bytes.AsSpan(from, count).ToArray().CopyTo(bytes, at);
                return bytes;
            case 7: // a number of the machine's
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, s_numbers[random.Next(s_numbers.Length)]);
                number[..Math.Min(1 << random.Next(4), bytes.Length - at)].CopyTo(bytes.AsSpan(at));
                return bytes;
            case 8: return ReplaceNumber(bytes, at, random);
            default: return [.. before, .. Encoding.UTF8.GetBytes(s_tokens[random.Next(s_tokens.Length)]), .. random.Next(2) == 0 ? after : behind];
        }
    }

    // The decimal number at or behind a place becomes another one.
    private static byte[] ReplaceNumber(byte[] bytes, int at, Random random)
    {
        while (at < bytes.Length && !char.IsAsciiDigit((char)bytes[at])) at++;
        int end = at;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end])) end++;
        string number = s_numbers[random.Next(s_numbers.Length)].ToString(CultureInfo.InvariantCulture);
        return [.. bytes.AsSpan(0, at), .. Encoding.ASCII.GetBytes(number), .. bytes.AsSpan(end)];
    }
}
