using System.Buffers;
using MessagePack;

namespace Substitutes.Tests.MessagePack;

public sealed class ReaderAndWriterTests
{
    /// <summary>Bytes of the format's specification.</summary>
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "CC80")]
    [InlineData(255, "CCFF")]
    [InlineData(256, "CD0100")]
    [InlineData(65536, "CE00010000")]
    [InlineData(4294967296, "CF0000000100000000")]
    [InlineData(-1, "FF")]
    [InlineData(-32, "E0")]
    [InlineData(-33, "D0DF")]
    [InlineData(-129, "D1FF7F")]
    [InlineData(-32769, "D2FFFF7FFF")]
    [InlineData(long.MinValue, "D38000000000000000")]
    public void Whole_numbers_have_their_shortest_form(long value, string hex)
    {
        byte[] bytes = Write((ref MessagePackWriter w) => w.Write(value));
        Assert.Equal(hex, Convert.ToHexString(bytes));
        MessagePackReader reader = new(bytes);
        Assert.Equal(value, reader.ReadInt64());
        Assert.True(reader.End);
    }

    [Fact]
    public void Other_values_have_the_bytes_of_the_specification()
    {
        byte[] bytes = Write((ref MessagePackWriter w) =>
        {
            w.WriteArrayHeader(6);
            w.WriteNil();
            w.Write(true);
            w.Write(1.5f);
            w.Write("aä");
            w.Write((ReadOnlySpan<byte>)[1, 2]);
            w.WriteArrayHeader(0);
        });
        Assert.Equal("96C0C3CA3FC00000A361C3A4C402010290", Convert.ToHexString(bytes));
        MessagePackReader r = new(bytes);
        Assert.Equal(6, r.ReadArrayHeader());
        Assert.True(r.TryReadNil());
        Assert.True(r.ReadBoolean());
        Assert.Equal(1.5f, r.ReadSingle());
        Assert.Equal("aä", r.ReadString());
        Assert.Equal([1, 2], r.ReadBytes()!.Value.ToArray());
        Assert.Equal(0, r.ReadArrayHeader());
        Assert.Equal(bytes.Length, r.Consumed);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70000)]
    public void Texts_and_bytes_of_any_length_come_back(int length)
    {
        byte[] bytes = Write((ref MessagePackWriter w) =>
        {
            w.Write(new string('x', length));
            w.Write((ReadOnlySpan<byte>)new byte[length]);
        });
        MessagePackReader r = new(bytes);
        Assert.Equal(length, r.ReadString()!.Length);
        Assert.Equal(length, r.ReadBytes()!.Value.Length);
        Assert.True(r.End);
    }

    [Fact]
    public void Ends_and_wrong_types_are_told_apart()
    {
        Assert.Throws<EndOfStreamException>(() => new MessagePackReader(new byte[] { 0xDB, 0x7F, 0xFF, 0xFF, 0xFF }).ReadString());
        Assert.Throws<EndOfStreamException>(() => new MessagePackReader(new byte[] { 0xDD, 0xFF, 0xFF, 0xFF, 0xFF }).ReadArrayHeader());
        Assert.Throws<EndOfStreamException>(() => new MessagePackReader(default).ReadInt64());
        Assert.Throws<MessagePackSerializationException>(() => new MessagePackReader(new byte[] { 0xC3 }).ReadString());
        Assert.Throws<OverflowException>(() => new MessagePackReader(new byte[] { 0xCE, 0xFF, 0xFF, 0xFF, 0xFF }).ReadInt32());
    }

    private delegate void Writing(ref MessagePackWriter writer);

    private static byte[] Write(Writing write)
    {
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
