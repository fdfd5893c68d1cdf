using System.Text;
using CoCa.Core.Weights;

namespace CoCa.Core.Tests.Weights;

public sealed class SafetensorsTests
{
    [Fact]
    public void The_reference_weights_are_listed_with_their_shapes()
    {
        using TensorFile file = TensorFile.Open(TestData.Fixture("coca", "openclip", "model.safetensors"));
        Assert.Equal("[256, 32]", file.Info("visual.attn_pool.query").ShapeText);
        Assert.Equal(256 * 32, file.Floats("visual.attn_pool.query").Length);
        Assert.Empty(file.Info("logit_scale").Shape);
        Assert.Single(file.Floats("logit_scale"));
    }

    [Fact]
    public void What_is_written_is_read_back_in_every_type()
    {
        using var folder = new TemporaryFolder();
        float[] values = [0, 1, -2.5f, 65504, 1e-8f, float.NaN, float.NegativeInfinity, 1 / 3f];
        using (var writer = SafetensorsWriter.Create(folder["w"], [new("f", DType.F32, [2, 4]), new("none", DType.F32, [0, 9]), new("h", DType.F16, [8]), new("b", DType.BF16, [8]), new("i", DType.I64, [2])], new Dictionary<string, string> { ["made by"] = "a test" }))
        {
            foreach (string name in new[] { "f", "h", "b" }) writer.WriteFloats(name, values);
            writer.Write("i", BitConverter.GetBytes(-5L));
            writer.Write("i", BitConverter.GetBytes(long.MaxValue));
            Assert.False(File.Exists(folder["w"]));
            writer.Commit();
        }
        using TensorFile file = TensorFile.Open(folder["w"]);
        Assert.Equal(values, file.Floats("f"));
        Assert.Equal([.. values.Select(v => (float)(Half)v)], file.Floats("h"));
        Assert.Equal([0, 1, -2.5f, 65536, 1.0011717677116394E-08f, float.NaN, float.NegativeInfinity, 0.333984375f], file.Floats("b"));
        Assert.Equal([-5, long.MaxValue], file.Longs("i"));
        Assert.Empty(file.Floats("none"));
        Assert.Equal("a test", file.Metadata["made by"]);
        Assert.Equal(["w"], folder.Names);
    }

    [Fact]
    public void A_file_that_is_not_finished_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using (var writer = SafetensorsWriter.Create(folder["w"], [new("f", DType.F32, [2])]))
        {
            writer.WriteFloats("f", [1]);
            Assert.Throws<InvalidOperationException>(() => writer.WriteFloats("f", [1, 2]));
            Assert.Throws<InvalidOperationException>(() => writer.WriteFloats("g", [1]));
            Assert.Throws<InvalidOperationException>(writer.Commit);
        }
        Assert.Empty(folder.Names);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "a and b overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}""", 20, "bytes of no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "end at byte 8 of the data, expected 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "expected within the 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "data_offsets [8, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "12 bytes, but has 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "more elements than 64 bits count")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "whole numbers from 0")]
    [InlineData("""{"a":{"dtype":"F8","shape":[2],"data_offsets":[0,8]}}""", 8, "dtype F8")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "lacks dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "a is there twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x""", 8, "damaged")]
    [InlineData("""[]""", 0, "expected StartObject")]
    [InlineData("""{"a":""", 0, "damaged")]
    public void A_header_that_lies_is_refused(string json, int dataLength, string expected)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        Refused([.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[dataLength]], expected);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(200UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 40)]
    public void A_header_length_that_lies_is_refused(ulong length) => Refused([.. BitConverter.GetBytes(length), .. new byte[100]], $"a header of {length} bytes");

    [Fact]
    public void A_file_that_is_cut_off_at_any_byte_is_refused()
    {
        byte[] whole = Write([new("a", DType.F32, [2]), new("b", DType.I8, [3])]);
        for (int length = 0; length < whole.Length; length++) Refused(whole[..length], "f.safetensors");
    }

    [Fact]
    public void A_float_tensor_is_no_list_of_integers_nor_the_other_way_round()
    {
        using TensorFile file = TensorFile.Open(TestData.Fixture("coca", "openclip", "io.safetensors"));
        Assert.Contains("out.logits is F32, expected an integer type", Assert.Throws<InvalidInputException>(() => file.Longs("out.logits")).Message, StringComparison.Ordinal);
        Assert.Contains("in.text is I64, expected a float type", Assert.Throws<InvalidInputException>(() => file.Floats("in.text")).Message, StringComparison.Ordinal);
        Assert.Contains("no tensor nothing", Assert.Throws<InvalidInputException>(() => file.Floats("nothing")).Message, StringComparison.Ordinal);
    }

    /// <summary>A file of such tensors, all zeros.</summary>
    internal static byte[] Write(TensorInfo[] tensors, Dictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        using (var writer = SafetensorsWriter.Create(stream, tensors, metadata))
        {
            foreach (TensorInfo t in tensors)
                if (t.ByteLength > 0) writer.Write(t.Name, new byte[t.ByteLength]);
            writer.Commit();
        }
        return stream.ToArray();
    }

    private static void Refused(byte[] content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["f.safetensors"], content);
        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => TensorFile.Open(folder["f.safetensors"]).Dispose()).Message, StringComparison.Ordinal);
    }
}
