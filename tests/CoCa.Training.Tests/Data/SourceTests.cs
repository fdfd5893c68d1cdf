using System.Formats.Tar;
using CoCa.Core;
using CoCa.Training.Data;
using static CoCa.Training.Tests.TarBuilder;

namespace CoCa.Training.Tests.Data;

public sealed class SourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_shard_gives_pictures_with_their_captions_or_labels()
    {
        using ISampleSource source = Open(Of(
            ("a.jpg", [1, 2]), ("a.json", Utf8("""{"captions":["one","two"],"source":"x"}""")),
            ("sub/b.png", [3]), ("sub/b.json", Utf8("""{"label":"granny smith","label_path":["fruit","apple"]}""")),
            ("c.txt", Utf8("first line\r\n\nsecond line\n")), ("c.webp", [4]),
            ("d.jpeg", [5]), ("d.cls", Utf8("cat\n")),
            ("e.jpg", [6]), ("alone.json", Utf8("{}")), ("notes.md", [7])));
        Assert.Equal(5, source.Count);
        Assert.Equal(["one", "two"], source.Read(0).Captions);
        Assert.Equal([1, 2], source.Read(0).Picture);
        Assert.Equal(("sub/b", "granny smith"), (source.Read(1).Name, source.Read(1).Label));
        Assert.Equal(["first line", "second line"], source.Read(2).Captions);
        Assert.Equal("cat", source.Read(3).Label);
        Assert.Null(source.Read(4).Label);
        Assert.Empty(source.Read(4).Captions);
        Assert.Contains("1 texts have no picture", Assert.Single(source.Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public void Names_may_be_longer_than_a_header_holds(TarEntryFormat format)
    {
        string name = new string('n', 90) + "/" + new string('m', 150);
        using ISampleSource source = Open(TarBuilder.Of(format, (name + ".jpg", [1]), (name + ".txt", Utf8("words"))));
        Assert.Equal(name, source.Read(0).Name);
        Assert.Equal(["words"], source.Read(0).Captions);
    }

    [Fact]
    public void A_shard_cut_short_loses_only_its_tail_and_says_so()
    {
        byte[] whole = Captions(10);
        foreach (int length in (int[])[whole.Length - 1500, whole.Length / 2, whole.Length / 2 + 100])
        {
            using ISampleSource source = Open(whole[..length]);
            Assert.InRange(source.Count, 4, 10);
            for (int i = 0; i < source.Count; i++) Assert.Equal($"{i:000}", source.Read(i).Name);
            if (length < whole.Length - 1500) Assert.Contains("cut short", Assert.Single(source.Notices), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_damaged_header_ends_the_walk_and_is_named()
    {
        byte[] tar = Captions(10);
        int at = tar.AsSpan().IndexOf("005.png"u8);
        tar[at + 124] ^= 0x55;
        using ISampleSource source = Open(tar);
        Assert.Equal(5, source.Count);
        Assert.Contains($"header at byte {at} is damaged", Assert.Single(source.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_opens_shards_in_order()
    {
        File.WriteAllBytes(_folder["part-1.tar"], Of(("b.jpg", [2])));
        File.WriteAllBytes(_folder["part-0.tar"], Of(("a.jpg", [1]), ("b.jpg", [3])));
        using ISampleSource source = SampleSource.Open(_folder["part-*.tar"]);
        Assert.Equal([1, 3, 2], Enumerable.Range(0, source.Count).Select(i => (int)source.Read(i).Picture[0]));
    }

    [Fact]
    public void What_is_no_data_is_refused_with_its_name()
    {
        File.WriteAllBytes(_folder["text.tar"], Of(("a.txt", [1])));
        File.WriteAllText(_folder["x.dat"], "");
        foreach (string name in (string[])["text.tar", "x.dat", "missing.tar", "missing", "no-*.tar"])
            Assert.Contains(name, Assert.Throws<InvalidInputException>(() => SampleSource.Open(_folder[name])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sub_folder_is_a_label()
    {
        Directory.CreateDirectory(_folder["granny_smith", "deep"]);
        foreach (string file in (string[])["granny_smith/1.JPG", "granny_smith/deep/2.png", "loose.webp", "granny_smith/readme.txt"]) File.WriteAllBytes(_folder[file.Split('/')], [9]);
        using ISampleSource source = SampleSource.Open(_folder.Path);
        Assert.Equal([("granny_smith/1.JPG", "granny smith"), ("granny_smith/deep/2.png", "granny smith"), ("loose.webp", (string?)null)],
            Enumerable.Range(0, source.Count).Select(i => (source.Read(i).Name, source.Read(i).Label)));
    }

    [Fact]
    public void A_table_gives_captions_by_picture()
    {
        File.WriteAllBytes(_folder["a.jpg"], [1]);
        File.WriteAllText(_folder["t.csv"], "caption,id,Picture\r\n\"He said \"\"hi\"\", and\nleft\",1,a.jpg\r\nplain,2,b.jpg\r\n\r\nshort\r\nagain,3,a.jpg\r\n");
        using ISampleSource source = SampleSource.Open(_folder["t.csv"]);
        Assert.Equal(2, source.Count);
        Assert.Equal(["He said \"hi\", and\nleft", "again"], source.Read(0).Captions);
        Assert.Contains("b.jpg", Assert.Throws<InvalidInputException>(() => source.Read(1)).Message, StringComparison.Ordinal);
        Assert.Contains("1 rows are left out", Assert.Single(source.Notices), StringComparison.Ordinal);
        Assert.Contains("line 6", source.Notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_shared_captions_can_all_be_read()
    {
        using ISampleSource source = SampleSource.Open(TestData.Require("data", "flickr8k-val.tar"));
        Assert.Equal(1000, source.Count);
        Assert.Empty(source.Notices);
        for (int i = 0; i < source.Count; i += 50) Assert.Equal(5, source.Read(i).Captions.Count);
    }

    private ISampleSource Open(byte[] tar)
    {
        string path = _folder[$"{Guid.NewGuid():N}.tar"];
        File.WriteAllBytes(path, tar);
        return SampleSource.Open(path);
    }
}
