using CoCa.Core.Bundles;

namespace CoCa.Core.Tests.Bundles;

public sealed class BundleWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_left_of_a_writer_that_was_not_committed()
    {
        using (var writer = new BundleWriter(_folder["a.coca"]))
        {
            SmallBundle.Fill(writer);
            writer.CreateFile("open.bin").WriteByte(1);
            Assert.NotEmpty(Directory.EnumerateFileSystemEntries(_folder.Path));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Nothing_is_left_when_the_manifest_is_wrong_or_a_stream_is_open()
    {
        using (var writer = new BundleWriter(_folder["a.coca"]))
        {
            SmallBundle.Fill(writer);
            Assert.Throws<BundleException>(() => writer.Commit(SmallBundle.Manifest() with { SelfTest = "nowhere.bin" }));
            using (writer.CreateFile("open.bin"))
                Assert.Contains("open.bin", Assert.Throws<BundleException>(() => writer.Commit(SmallBundle.Manifest())).Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder["a.coca"]));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_bundle_is_replaced_only_when_asked_and_nothing_else_ever_is()
    {
        string path = SmallBundle.Write(_folder["a.coca"]);
        Assert.Throws<BundleException>(() => new BundleWriter(path));
        using (var writer = new BundleWriter(path, overwrite: true))
        {
            SmallBundle.Fill(writer);
            writer.Commit(SmallBundle.Manifest() with { Name = "second" });
        }
        Assert.Equal("second", Bundle.Open(path).Manifest.Name);
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));

        string photos = Directory.CreateDirectory(_folder["photos"]).FullName;
        File.WriteAllText(Path.Combine(photos, "a.jpg"), "");
        Assert.Throws<BundleException>(() => new BundleWriter(photos, overwrite: true));
        Assert.Throws<BundleException>(() => new BundleWriter(Path.Combine(photos, "a.jpg"), overwrite: true));
        Assert.Throws<BundleException>(() => new BundleWriter(Path.Combine(photos, "a.jpg", "b.coca")));
        Assert.Single(Directory.EnumerateFileSystemEntries(photos));
    }

    [Fact]
    public void Two_writers_to_one_place_do_not_disturb_each_other_and_the_second_to_finish_is_told()
    {
        string path = _folder["a.coca"];
        using var first = new BundleWriter(path);
        using var second = new BundleWriter(path);
        SmallBundle.Fill(first);
        SmallBundle.Fill(second);
        first.Commit(SmallBundle.Manifest());
        Assert.Throws<BundleException>(() => second.Commit(SmallBundle.Manifest()));
        Bundle.Open(path);
    }

    [Fact]
    public void What_a_killed_process_left_is_deleted_by_the_next_writer_to_the_same_place_and_no_work_in_progress()
    {
        using var living = new BundleWriter(_folder["a.coca"]);
        SmallBundle.Fill(living);
        string leftover = _folder[".a.coca.deadbeef.partial"], other = _folder[".b.coca.deadbeef.partial"];
        foreach (string folder in new[] { leftover, other })
        {
            Directory.CreateDirectory(folder);
            foreach (string file in Directory.EnumerateFiles(living.TemporaryFolder, ".*")) File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), "");
            File.WriteAllText(Path.Combine(folder, "weights.bin"), "half");
        }
        using (new BundleWriter(_folder["a.coca"])) { }
        Assert.False(Directory.Exists(leftover));
        Assert.True(Directory.Exists(other));
        living.Commit(SmallBundle.Manifest());
        Bundle.Open(_folder["a.coca"]);
    }
}
