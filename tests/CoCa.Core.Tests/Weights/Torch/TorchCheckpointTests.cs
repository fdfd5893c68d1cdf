using System.Runtime.InteropServices;
using CoCa.Core.Weights;

namespace CoCa.Core.Tests.Weights.Torch;

public sealed class TorchCheckpointTests
{
    private static readonly float[] Six = [0, 1, 2, 3, 4, 5];

    [Theory]
    [InlineData("parallel", "model.bin")]
    [InlineData("nopool", "model.bin")]
    [InlineData("nopool", "epoch_3.pt")]
    public void What_torch_saved_equals_the_safetensors_of_the_same_model_bit_for_bit(string model, string file)
    {
        using TensorFile expected = TensorFile.Open(TestData.Require("fixtures", "coca", model, "model.safetensors"));
        using TensorFile torch = TensorFile.Open(TestData.Require("fixtures", "coca", model, file));
        Assert.Equal(Names(expected), Names(torch));
        foreach (TensorInfo t in expected.Tensors)
        {
            Assert.Equal(t.ShapeText, torch.Info(t.Name).ShapeText);
            Assert.Equal(t.DType, torch.Info(t.Name).DType);
            Assert.True(expected.Bytes(t.Name).SequenceEqual(torch.Bytes(t.Name)), t.Name);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5L << 30)]
    public void A_zip_with_the_64_bit_extension_reads_the_same_beyond_4_GB_too(long start)
    {
        var zip = new ZipBuilder { Wide = true, Start = start };
        using TorchCheckpoint file = Open(Whole(new PickleBuilder().Raw("}").Text("w").Tensor("0", 6, [2, 3], [3, 1]).Raw("s").End(), zip), start);
        Assert.Equal(Six, file.Floats("w"));
    }

    [Fact]
    public void A_view_is_read_in_row_major_order()
    {
        byte[] pickle = new PickleBuilder().Raw("}(")
            .Text("transposed").Tensor("0", 6, [3, 2], [1, 3])
            .Text("column").Tensor("0", 6, [2, 1], [3, 1], offset: 2)
            .Text("every other").Tensor("0", 6, [3], [2])
            .Text("tail").Tensor("0", 6, [2, 2], [2, 1], offset: 2)
            .Text("scalar").Tensor("0", 6, [], [], offset: 4)
            .Text("empty").Tensor("0", 6, [0, 4], [4, 1], offset: 6)
            .Raw("u").End();
        using TorchCheckpoint file = Open(Whole(pickle));
        Assert.Equal([0, 3, 1, 4, 2, 5], file.Floats("transposed"));
        Assert.Equal([2, 5], file.Floats("column"));
        Assert.Equal([0, 2, 4], file.Floats("every other"));
        Assert.Equal([2, 3, 4, 5], file.Floats("tail"));
        Assert.Equal([4], file.Floats("scalar"));
        Assert.Empty(file.Floats("empty"));
    }

    [Fact]
    public void An_optimizers_state_beside_the_state_dict_is_passed_over()
    {
        byte[] pickle = new PickleBuilder().Raw("}(").Text("epoch").Raw("K\x03")
            .Text("optimizer").Raw("}").Text("state").Raw("}").Raw("K\x00").Raw("}(").Text("step").Raw("G").Raw([0x3F, 0xF0, 0, 0, 0, 0, 0, 0]).Text("exp_avg").Tensor("0", 6, [6], [1]).Raw("uss")
            .Text("state_dict").Global("collections", "OrderedDict").Raw(")R(").Text("module.a").Tensor("0", 6, [6], [1]).Text("module.b").Global("torch._utils", "_rebuild_parameter").Raw("(").Tensor("0", 6, [2], [1]).Raw([0x88]).Raw("NtRu}b")
            .Raw("u").End();
        using TorchCheckpoint file = Open(Whole(pickle));
        Assert.Equal(["a", "b"], Names(file));
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("argparse", "Namespace")]
    [InlineData("collections", "OrderedDict.fromkeys")]
    public void Any_other_global_is_refused_by_name_before_anything_is_called(string module, string name)
    {
        byte[] classic = new PickleBuilder().Global(module, name).Raw("(").Text("echo").Raw("tR.").End();
        byte[] byStack = new PickleBuilder().Text(module).Text(name).Raw([0x93]).Raw("(").Text("echo").Raw("tR").End();
        byte[] instance = new PickleBuilder().Raw("(").Text("echo").Raw($"i{module}\n{name}\n").End();
        foreach (byte[] pickle in new[] { classic, byStack, instance }) Refused(Whole(pickle), $"{module}.{name}");
    }

    [Fact]
    public void A_pickle_that_is_cut_off_at_any_byte_is_refused()
    {
        byte[] pickle = new PickleBuilder().Raw("}").Text("w").Tensor("0", 6, [2, 3], [3, 1]).Raw("s").End();
        for (int length = 0; length < pickle.Length; length++) Refused(Whole(pickle[..length]), "");
    }

    [Fact]
    public void A_file_that_is_cut_off_at_any_byte_is_refused()
    {
        byte[] whole = Whole(new PickleBuilder().Raw("}").Text("w").Tensor("0", 6, [2, 3], [3, 1]).Raw("s").End());
        for (int length = 0; length < whole.Length; length++) Refused(whole[..length], "");
    }

    [Theory]
    [InlineData(6, 7L, 1L, 0L, "leaves its storage")]
    [InlineData(6, 3L, 3L, 0L, "leaves its storage")]
    [InlineData(6, 6L, 1L, 1L, "leaves its storage")]
    [InlineData(6, long.MaxValue, long.MaxValue, 0L, "leaves its storage")]
    [InlineData(6, -1L, 1L, 0L, "size (-1)")]
    [InlineData(6, 2L, -1L, 1L, "stride (-1)")]
    [InlineData(6, 1L << 40, 0L, 0L, "repeats")]
    [InlineData(7, 6L, 1L, 0L, "has 24 bytes, expected 28")]
    [InlineData(-1, 6L, 1L, 0L, "persistent id")]
    public void A_view_beyond_its_storage_is_refused(long elements, long size, long stride, long offset, string expected)
        => Refused(Whole(new PickleBuilder().Raw("}").Text("w").Tensor("0", elements, [size], [stride], offset).Raw("s").End()), expected);

    [Fact]
    public void A_storage_that_is_not_there_is_named()
        => Refused(Whole(new PickleBuilder().Raw("}").Text("w").Tensor("9", 6, [6], [1]).Raw("s").End()), "w: the zip file has no m/data/9");

    [Fact]
    public void A_name_that_is_there_twice_is_refused()
        => Refused(Whole(new PickleBuilder().Raw("}(").Text("w").Tensor("0", 6, [6], [1]).Text("w").Tensor("0", 6, [6], [1]).Raw("u").End()), "w is there twice");

    [Fact]
    public void A_zip_bomb_is_refused_for_being_compressed()
        => Refused(new ZipBuilder().Add("m/data.pkl", [1, 2, 3], method: 8, claimedLength: 3).Build(), "is compressed (method 8)");

    [Fact]
    public void An_entry_that_claims_more_than_the_file_has_is_refused()
        => Refused(new ZipBuilder().Add("m/data.pkl", [1, 2, 3], claimedLength: 0xFFFFFFF0).Build(), "beyond the file's");

    [Fact]
    public void An_encrypted_entry_is_refused() => Refused(new ZipBuilder().Add("m/data.pkl", [1], flags: 1).Build(), "is encrypted");

    [Fact]
    public void Two_entries_of_one_name_are_refused() => Refused(new ZipBuilder().Add("m/data.pkl", [1]).Add("m/data.pkl", [2]).Build(), "twice");

    [Fact]
    public void An_entry_with_another_name_at_its_place_is_refused() => Refused(new ZipBuilder().Add("m/data.pkl", [1], localName: "m/other.pk").Build(), "is not at byte 0");

    [Fact]
    public void A_zip_of_something_else_is_refused() => Refused(new ZipBuilder().Add("word/document.xml", [1]).Build(), "no checkpoint of torch.save");

    [Fact]
    public void Big_endian_weights_are_refused()
        => Refused(new ZipBuilder().Add("m/data.pkl", new PickleBuilder().Raw("}").End()).Add("m/byteorder", "big"u8.ToArray()).Build(), "big-endian");

    [Fact]
    public void A_checkpoint_without_tensors_says_what_it_has()
        => Refused(Whole(new PickleBuilder().Raw("}(").Text("epoch").Raw("K\x03").Text("model").Raw("}u").End()), "its keys are epoch, model");

    [Fact]
    public void The_older_form_of_a_checkpoint_is_recognised()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["old.pt"], [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]);
        Assert.Contains("before 1.6", Assert.Throws<InvalidInputException>(() => TensorFile.Open(folder["old.pt"])).Message, StringComparison.Ordinal);
    }

    /// <summary>A checkpoint with one storage, key 0, of the floats 0 to 5.</summary>
    internal static byte[] Whole(byte[] pickle, ZipBuilder? zip = null) => (zip ?? new ZipBuilder())
        .Add("m/data.pkl", pickle).Add("m/byteorder", "little"u8.ToArray()).Add("m/data/0", MemoryMarshal.AsBytes<float>(Six).ToArray()).Add("m/version", "3\n"u8.ToArray()).Build();

    private static TorchCheckpoint Open(byte[] file, long hole = 0) => TorchCheckpoint.Open("m.pt", new MemoryBytes(file, hole));

    private static void Refused(byte[] file, string expected) => Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => Open(file).Dispose()).Message, StringComparison.Ordinal);

    private static List<string> Names(TensorFile file) => [.. file.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal)];
}
