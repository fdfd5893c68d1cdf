using System.Buffers.Binary;
using System.Text;
using CoCa.Training.Reports;

namespace CoCa.Training.Tests.Reports;

public sealed class TensorBoardWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_can_be_read_back()
    {
        using (TensorBoardWriter writer = TensorBoardWriter.Create(_folder.Path, new Clock()))
        {
            writer.Scalar("loss/caption", 300, 1.5);
            writer.Image("sample", 7, TarBuilder.Png(5, 4, 1), 5, 4);
        }
        byte[] file = File.ReadAllBytes(_folder["events.out.tfevents.1700000000.coca"]);
        List<byte[]> records = Records(file);
        Assert.Equal(3, records.Count);
        Assert.All(records, r => Assert.Equal(1_700_000_000.25, BitConverter.Int64BitsToDouble(BitConverter.ToInt64(One(r, 1)))));
        Assert.Equal("brain.Event:2", Encoding.UTF8.GetString(One(records[0], 3)));
        byte[] scalar = One(One(records[1], 5), 1), picture = One(One(records[2], 5), 1), image = One(picture, 4);
        Assert.Equal(("loss/caption", 1.5f, 300), (Encoding.UTF8.GetString(One(scalar, 1)), BitConverter.ToSingle(One(scalar, 2)), Number(records[1], 2)));
        Assert.Equal(("sample", 7), (Encoding.UTF8.GetString(One(picture, 1)), Number(records[2], 2)));
        Assert.Equal((4, 5, 3), (Number(image, 1), Number(image, 2), Number(image, 3)));
        Assert.Equal(TarBuilder.Png(5, 4, 1), One(image, 4));
    }

    [Fact]
    public void A_second_run_writes_a_file_of_its_own()
    {
        for (int i = 0; i < 3; i++) TensorBoardWriter.Create(_folder.Path, new Clock()).Dispose();
        Assert.Equal(3, _folder.Names.Count);
    }

    [Fact]
    public void The_checksum_here_is_the_standards() => Assert.Equal(0xE3069283, Crc("123456789"u8)); // RFC 3720, B.4's polynomial; the catalogue's check value

    /// <summary>Takes a file apart with a checksum computed bit by bit, as the writer does not.</summary>
    private static List<byte[]> Records(byte[] file)
    {
        List<byte[]> records = [];
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] content = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(content), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            records.Add(content);
            at += length + 16;
        }
        return records;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc(bytes);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }
        return ~crc;
    }

    private static byte[] One(byte[] message, int field) => Assert.Single(Fields(message), f => f.Field == field).Value;

    private static int Number(byte[] message, int field) => BitConverter.ToInt32(One(message, field));

    private static IEnumerable<(int Field, byte[] Value)> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message, ref at);
            int length = (tag & 7) switch { 1 => 8, 5 => 4, 0 => 0, _ => (int)Varint(message, ref at) };
            byte[] value = (tag & 7) == 0 ? BitConverter.GetBytes(Varint(message, ref at)) : message[at..(at + length)];
            at += length;
            yield return ((int)(tag >> 3), value);
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = message[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000.25);
    }
}
