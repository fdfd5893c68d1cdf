using System.Text;

namespace CoCa.Core.Tests.Weights.Torch;

/// <summary>Makes zip files as torch does (entries stored, not compressed), and such as it does not.</summary>
internal sealed class ZipBuilder
{
    private readonly List<byte> _file = [];
    private readonly List<byte> _directory = [];
    private int _count;

    /// <summary>Where the first byte stands in the file.</summary>
    public long Start { get; init; }

    /// <summary>Whether lengths and places are written in the 64-bit extension.</summary>
    public bool Wide { get; init; }

    public ZipBuilder Add(string name, byte[] content, ushort method = 0, ushort flags = 0, uint? claimedLength = null, string? localName = null)
    {
        byte[] raw = Encoding.UTF8.GetBytes(name), localRaw = Encoding.UTF8.GetBytes(localName ?? name);
        long at = Start + _file.Count;
        Put(_file, 0x04034B50u);
        Put(_file, (ushort)20);
        Put(_file, flags);
        Put(_file, method);
        _file.AddRange(new byte[16]); // time, checksum and lengths: the directory's count
        Put(_file, (ushort)localRaw.Length);
        Put(_file, (ushort)0);
        _file.AddRange(localRaw);
        _file.AddRange(content);

        uint length = claimedLength ?? (uint)content.Length;
        Put(_directory, 0x02014B50u);
        Put(_directory, 20u | (20u << 16));
        Put(_directory, flags);
        Put(_directory, method);
        _directory.AddRange(new byte[8]);
        Put(_directory, Wide ? uint.MaxValue : length);
        Put(_directory, Wide ? uint.MaxValue : length);
        Put(_directory, (ushort)raw.Length);
        Put(_directory, (ushort)(Wide ? 28 : 0));
        _directory.AddRange(new byte[10]);
        Put(_directory, Wide ? uint.MaxValue : (uint)at);
        _directory.AddRange(raw);
        if (Wide)
        {
            Put(_directory, (ushort)1);
            Put(_directory, (ushort)24);
            Put(_directory, (long)length);
            Put(_directory, (long)length);
            Put(_directory, at);
        }
        _count++;
        return this;
    }

    public byte[] Build()
    {
        long at = Start + _file.Count, length = _directory.Count;
        _file.AddRange(_directory.ToArray());
        if (Wide)
        {
            long end64 = Start + _file.Count;
            Put(_file, 0x06064B50u);
            Put(_file, 44L);
            _file.AddRange(new byte[12]);
            Put(_file, (long)_count);
            Put(_file, (long)_count);
            Put(_file, length);
            Put(_file, at);
            Put(_file, 0x07064B50u);
            Put(_file, 0u);
            Put(_file, end64);
            Put(_file, 1u);
        }
        Put(_file, 0x06054B50u);
        Put(_file, 0u);
        Put(_file, (ushort)(Wide ? 0xFFFF : _count));
        Put(_file, (ushort)(Wide ? 0xFFFF : _count));
        Put(_file, Wide ? uint.MaxValue : (uint)length);
        Put(_file, Wide ? uint.MaxValue : (uint)at);
        Put(_file, (ushort)0);
        return _file.ToArray();
    }

    private static void Put(List<byte> list, ushort value) => list.AddRange(BitConverter.GetBytes(value));

    private static void Put(List<byte> list, uint value) => list.AddRange(BitConverter.GetBytes(value));

    private static void Put(List<byte> list, long value) => list.AddRange(BitConverter.GetBytes(value));
}
