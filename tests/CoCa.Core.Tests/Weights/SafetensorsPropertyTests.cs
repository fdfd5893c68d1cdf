using System.Buffers.Binary;
using System.Text;
using CoCa.Core.Weights;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Core.Tests.Weights;

public sealed class SafetensorsPropertyTests
{
    [Fact]
    public void Whatever_is_written_in_whatever_pieces_is_read_back() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        List<(TensorInfo Info, byte[] Bytes)> tensors = [];
        for (int i = random.Next(6); i >= 0; i--)
        {
            var info = new TensorInfo($"{i} \"\\\u00e9\U0001F600", Enum.GetValues<DType>()[random.Next(10)], [.. Enumerable.Range(0, random.Next(4)).Select(_ => (long)random.Next(5))]);
            byte[] bytes = new byte[info.ByteLength];
            random.NextBytes(bytes);
            tensors.Add((info, bytes));
        }
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["line\nbreak"] = "\"" };
        var stream = new MemoryStream();
        using (var writer = SafetensorsWriter.Create(stream, [.. tensors.Select(t => t.Info)], metadata))
        {
            foreach ((TensorInfo info, byte[] bytes) in tensors)
            {
                for (int at = 0, length; at < bytes.Length; at += length)
                {
                    length = random.Next(1, bytes.Length - at + 1);
                    writer.Write(info.Name, bytes.AsSpan(at, length));
                }
            }
            writer.Commit();
        }
        using SafetensorsFile file = SafetensorsFile.Open("x", new MemoryBytes(stream.ToArray()));
        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(tensors.Select(t => (t.Info.Name, t.Info.DType, t.Info.ShapeText)), file.Tensors.Select(t => (t.Name, t.DType, t.ShapeText)));
        foreach ((TensorInfo info, byte[] bytes) in tensors) Assert.Equal(bytes, file.Bytes(info.Name));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20220504, 1917));

    [Fact]
    public void Tensors_behind_the_fifth_gigabyte_are_found_and_one_of_more_than_two_is_refused_by_itself()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("only Linux is known to make a file of holes without being asked twice");
        const long Large = 5_000_000_000;
        using var folder = new TemporaryFolder();
        byte[] header = Encoding.UTF8.GetBytes($$$"""{"large":{"dtype":"F32","shape":[1250,1000,1000],"data_offsets":[0,{{{Large}}}]},"last":{"dtype":"F32","shape":[2],"data_offsets":[{{{Large}}},{{{Large + 8}}}]}}""");
        using (var stream = new FileStream(folder["large.safetensors"], FileMode.CreateNew))
        {
            Span<byte> number = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(number, header.Length);
            stream.Write(number);
            stream.Write(header);
            stream.Seek(Large, SeekOrigin.Current); // a hole
            foreach (float value in new[] { 1.5f, -2 })
            {
                BinaryPrimitives.WriteSingleLittleEndian(number, value);
                stream.Write(number[..4]);
            }
        }
        using TensorFile file = TensorFile.Open(folder["large.safetensors"]);
        Assert.Equal([1.5f, -2], file.Floats("last"));
        Assert.Equal(1_250_000_000, file.Info("large").ElementCount);
        Assert.Contains("less than 2 GB in one tensor", Assert.Throws<InvalidInputException>(() => file.Bytes("large")).Message, StringComparison.Ordinal);
    }
}
