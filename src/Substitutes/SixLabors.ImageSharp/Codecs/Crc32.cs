namespace SixLabors.ImageSharp.Codecs;

/// <summary>The checksum of PNG's chunks (ISO 3309), eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[][] s_tables = Tables();

    public static uint Of(ReadOnlySpan<byte> data) => ~Add(uint.MaxValue, data);

    /// <summary>Goes on with a checksum; start with all ones and negate at the end.</summary>
    public static uint Add(uint crc, ReadOnlySpan<byte> data)
    {
        uint[][] t = s_tables;
        for (; data.Length >= 8; data = data[8..])
        {
            uint low = crc ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data);
            crc = t[7][low & 255] ^ t[6][(low >> 8) & 255] ^ t[5][(low >> 16) & 255] ^ t[4][low >> 24] ^ t[3][data[4]] ^ t[2][data[5]] ^ t[1][data[6]] ^ t[0][data[7]];
        }
        foreach (byte b in data) crc = t[0][(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    private static uint[][] Tables()
    {
        uint[][] tables = [.. Enumerable.Range(0, 8).Select(_ => new uint[256])];
        for (uint i = 0; i < 256; i++)
        {
            uint c = i;
            for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
            tables[0][i] = c;
        }
        for (int k = 1; k < 8; k++)
            for (int i = 0; i < 256; i++) tables[k][i] = tables[0][tables[k - 1][i] & 255] ^ (tables[k - 1][i] >> 8);
        return tables;
    }
}
