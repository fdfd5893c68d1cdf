namespace CoCa.Testing;

/// <summary>Damages a file's bytes the way that finds parsers' faults: flipped bits, telling values, cuts, repeats and swaps, one to four at a time.</summary>
public static class Mutation
{
    private static readonly byte[] s_telling = [0, 1, 0x20, 0x22, 0x3C, 0x5C, 0x7B, 0x7D, 0x7F, 0x80, 0xC0, 0xFE, 0xFF];

    /// <summary>A damaged copy; the same seed gives the same damage.</summary>
    public static byte[] Of(ReadOnlySpan<byte> file, int seed)
    {
        Random random = new(seed);
        List<byte> bytes = [.. file];
        for (int n = random.Next(1, 5); n > 0; n--)
        {
            int at = random.Next(bytes.Count + 1), length = Math.Min(random.Next(1, 1 << random.Next(1, 9)), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = s_telling[random.Next(s_telling.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    byte[] noise = new byte[random.Next(1, 17)];
                    random.NextBytes(noise);
                    bytes.InsertRange(at, noise);
                    break;
                case 5 when random.Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 6:
                    int other = random.Next(bytes.Count - length + 1);
                    for (int i = 0; i < length; i++) (bytes[at + i], bytes[other + i]) = (bytes[other + i], bytes[at + i]);
                    break;
                default:
                    // Where files keep numbers: near the start.
                    if (bytes.Count > 0) bytes[random.Next(Math.Min(64, bytes.Count))] = (byte)random.Next(256);
                    break;
            }
        }
        return [.. bytes];
    }
}
