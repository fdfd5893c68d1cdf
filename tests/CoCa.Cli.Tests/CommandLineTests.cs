namespace CoCa.Cli.Tests;

/// <summary>What a newcomer mistypes or forgets is answered in one line, before the model is loaded.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly string s_picture = TestData.Fixture("preprocess", "src", "row_37x1.png");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("captoin x.png", "no command captoin, did you mean caption?")]
    [InlineData("caption PICTURE --model B --beam 3", "no option --beam, did you mean --beams?")]
    [InlineData("live x.mp4 --lable dog", "no option --lable, did you mean --labels?")]
    [InlineData("devices --jsno", "no option --jsno, did you mean --json?")]
    [InlineData("devices nonsense", "one word too many")]
    [InlineData("caption PICTURE --model B --beams many", "--beams is many, must be a whole number")]
    [InlineData("caption PICTURE --model B --temperature warm", "--temperature is warm, must be a number")]
    [InlineData("import x --precision fp8", "--precision is fp8, must be one of fp32, fp16, int8")]
    [InlineData("caption PICTURE --model B --beams 0", "--beams is 0, must be 1 to 64")]
    [InlineData("caption PICTURE --model B --min-length 9 --max-length 5", "--max-length is 5, must be more than --min-length (9)")]
    [InlineData("caption PICTURE --model B --threads -1", "--threads is -1")]
    [InlineData("classify PICTURE --model B --labels a --template photo", "--template is \"photo\"")]
    public async Task A_wrong_word_is_named_as_it_was_typed(string line, string expected) =>
        (await Coca.RunAsync([.. line.Split(' ').Select(a => a == "PICTURE" ? s_picture : a)])).ExpectOneLine(2, expected);

    [Theory]
    [InlineData("caption absent.jpg --model B", "absent.jpg: no such file or folder")]
    [InlineData("similar PICTURE --picture absent.jpg --model B", "absent.jpg: no such file or folder")]
    [InlineData("caption FOLDER/notes.txt --model B", "notes.txt: is text, neither a picture nor a video")]
    [InlineData("classify PICTURE --model B --labels-file absent.txt", "absent.txt: cannot be read: no such file; expected a text file with a label a line")]
    [InlineData("embed PICTURE --model B --out FOLDER/none/e.safetensors", "e.safetensors: cannot be written: there is no folder")]
    [InlineData("embed PICTURE --model FOLDER/notes.txt", "notes.txt: is a file, but a bundle is a folder")]
    [InlineData("embed PICTURE --model FOLDER/absent", "no such folder")]
    [InlineData("import FOLDER/notes.txt", "import takes OpenCLIP's CoCa as .safetensors")]
    [InlineData("preprocess absent.png --out FOLDER/o.png", "absent.png cannot be read: no such file")]
    [InlineData("preprocess PICTURE --out FOLDER/none/o.png", "o.png cannot be written: its folder does not exist")]
    [InlineData("verify B --io absent.safetensors", "absent.safetensors: cannot be read: no such file")]
    [InlineData("tokenize --vocab FOLDER/absent", "no such file")]
    public async Task A_missing_or_wrong_file_is_named_in_our_own_words(string line, string expected)
    {
        File.WriteAllText(_folder["notes.txt"], "Buy milk, naïve café.\n");
        (await Coca.RunAsync([.. line.Split(' ').Select(a => a == "PICTURE" ? s_picture : a.Replace("FOLDER", _folder.Path, StringComparison.Ordinal))])).ExpectOneLine(3, expected);
    }

    [Fact]
    public async Task What_is_neither_picture_nor_video_is_called_neither()
    {
        File.WriteAllBytes(_folder["noise.dat"], [0, 1, 2, 3, 0, 9, 8, 7, 0, 0, 1, 3]);
        (await Coca.RunAsync("caption", _folder["noise.dat"], "--model", await Bundles.SmallAsync())).ExpectOneLine(3, "neither a picture nor a video that ffmpeg can read");
    }

    [Fact]
    public async Task Embed_says_what_it_wrote()
    {
        Ended ended = (await Coca.RunAsync("embed", "--model", await Bundles.SmallAsync(), s_picture, "--out", _folder["e.safetensors"])).Expect(0);
        Assert.Equal($"wrote 1 embeddings of 32 numbers to {_folder["e.safetensors"]}", ended.Error.Trim());
    }

    [Fact]
    public async Task Inspect_fits_into_60_columns()
    {
        Ended ended = (await Coca.RunAsync("inspect", await Bundles.SmallAsync())).Expect(0);
        Assert.All(ended.Lines, l => Assert.InRange(l.Length, 1, 60));
        Assert.Contains(ended.Lines, l => l.StartsWith("  in         pixels[", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bench_has_headings_and_units()
    {
        Ended ended = (await Coca.RunAsync("bench", "--model", await Bundles.SmallAsync(), "--rounds", "1")).Expect(0);
        Assert.Matches(@"\n +median +fastest +of the limit\nimage\.b1 +[\d.]+ ms +[\d.]+ ms +[\d.]+ %\n", ended.Output.Replace("\r", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_sees_what_is_being_done_and_a_pipe_does_not()
    {
        string bundle = await Bundles.SmallAsync();
        Ended piped = (await Coca.RunAsync("caption", s_picture, "--model", bundle)).Expect(0);
        Assert.Empty(piped.Error);
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/script")) Assert.Skip("no script(1), which makes a terminal");
        using System.Diagnostics.Process process = Coca.Start("/usr/bin/script", ["-qec", $"'{Coca.Program}' caption '{s_picture}' --model '{bundle}'", "/dev/null"]);
        string seen = (await Coca.EndAsync(process)).Expect(0).Output;
        foreach (string word in (string[])["opening", "reading", "captioning"]) Assert.Contains(word, seen, StringComparison.Ordinal);
        Assert.EndsWith(piped.Output.Trim(), seen.TrimEnd(), StringComparison.Ordinal);
    }
}
