using System.Buffers.Binary;
using CoCa.Live.Sources;

namespace CoCa.Live.Sinks;

/// <summary>
/// Writes raw RGB frames with their own time stamps for ffmpeg to read: the counterpart of <see cref="NutReader"/>. One stream, every frame a key frame with its whole time
/// stamp and a sync point before it. Time base 1/90000 s, as in the mp4 that comes of it. Not thread-safe.
/// </summary>
/// <remarks>The format: https://ffmpeg.org/~michael/nut.txt</remarks>
internal sealed class NutWriter(Stream stream)
{
    /// <summary>Ticks a second.</summary>
    public const int Rate = 90_000;

    private const ulong MainCode = 0x4E4D7A561F5F04AD, StreamCode = 0x4E5311405BF2F9DB, SyncCode = 0x4E4BE4ADEECA4569;
    private const int TimeBits = 7;
    private const ulong Key = 1, CodedTime = 8, SizeMsb = 32, Checksum = 64, Coded = 4096, Invalid = 8192;

    private static readonly uint[] s_crc = Table();

    private readonly byte[] _packet = new byte[512], _body = new byte[512];
    private int _at;

    /// <summary>What the file begins with.</summary>
    public void WriteHead(int width, int height)
    {
        stream.Write("nut/multimedia container\0"u8);
        Begin();
        Numbers(3, 1, 65536, 1, 1, Rate); // version, streams, longest way between sync points, time bases, the time base
        Codes(Invalid, 1);
        Codes(Coded, 1);
        Codes(Invalid, 253); // the letter N, which begins packets, is not counted
        Numbers(0); // no elision headers
        End(MainCode);
        Begin();
        Numbers(0, 0, 4); // stream, video, length of what follows
        "RGB\x18"u8.CopyTo(_body.AsSpan(_at));
        _at += 4;
        Numbers(0, TimeBits, Rate, 0, 0, 0); // time base, bits, longest distance, delay, flags, codec data
        Numbers((ulong)width, (ulong)height, 0, 0, 0);
        End(StreamCode);
    }

    /// <summary>A frame.</summary>
    /// <param name="time">In ticks of <see cref="Rate"/>; greater than the last one.</param>
    /// <param name="pixels">RGB bytes of the size that <see cref="WriteHead"/> was told.</param>
    public void WriteFrame(long time, ReadOnlySpan<byte> pixels)
    {
        Begin();
        Numbers((ulong)time, 0); // the clock; back to this very point
        End(SyncCode);
        Begin();
        Numbers(1, Key | CodedTime | SizeMsb | Checksum, (ulong)time + (1 << TimeBits), (ulong)pixels.Length);
        BinaryPrimitives.WriteUInt32BigEndian(_body.AsSpan(_at), Crc(_body.AsSpan(0, _at)));
        stream.Write(_body.AsSpan(0, _at + 4));
        stream.Write(pixels);
    }

    private void Begin() => _at = 0;

    /// <summary>Puts a packet around what was written.</summary>
    private void End(ulong code)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_packet, code);
        int head = 8 + Number(_packet.AsSpan(8), (ulong)_at + 4);
        _body.AsSpan(0, _at).CopyTo(_packet.AsSpan(head));
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(head + _at), Crc(_body.AsSpan(0, _at)));
        stream.Write(_packet.AsSpan(0, head + _at + 4));
    }

    /// <summary>A run of frame codes with the same flags: six fields, of which the last is the count.</summary>
    private void Codes(ulong flags, ulong count) => Numbers(flags, 6, 0, 1, 0, 0, 0, count);

    private void Numbers(params ReadOnlySpan<ulong> values)
    {
        foreach (ulong value in values) _at += Number(_body.AsSpan(_at), value);
    }

    /// <summary>7 bits a byte, the most significant first.</summary>
    private static int Number(Span<byte> target, ulong value)
    {
        int length = 1;
        for (ulong rest = value >> 7; rest != 0; rest >>= 7) length++;
        for (int i = 0; i < length; i++) target[i] = (byte)(value >> 7 * (length - 1 - i) & 127 | (i < length - 1 ? 128u : 0));
        return length;
    }

    /// <summary>CRC-32 of polynomial 04C11DB7, most significant bit first, from 0.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0;
        foreach (byte b in bytes) crc = crc << 8 ^ s_crc[crc >> 24 ^ b];
        return crc;
    }

    private static uint[] Table()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i << 24;
            for (int bit = 0; bit < 8; bit++) crc = crc << 1 ^ ((crc & 0x80000000) != 0 ? 0x04C11DB7u : 0);
            table[i] = crc;
        }
        return table;
    }
}
