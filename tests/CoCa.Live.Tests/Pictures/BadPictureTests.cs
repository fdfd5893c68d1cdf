using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Live.Pictures;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CoCa.Live.Tests.Pictures;

public class BadPictureTests
{
    [Fact]
    public void What_is_no_picture_is_one_line_that_names_the_file()
    {
        using TemporaryFolder folder = new();
        byte[] png = File.ReadAllBytes(TestData.Fixture("preprocess", "src", "gradient_320x240.png")), jpeg = File.ReadAllBytes(TestData.Fixture("preprocess", "src", "exif6_260x140.jpg"));
        byte[] webp = File.ReadAllBytes(TestData.Fixture("pictures", "still.webp"));
        Refused(folder, "empty.png", [], "empty");
        Refused(folder, "text.jpg", "these are words, not pixels\n"u8.ToArray(), "no picture");
        Refused(folder, "one-byte.png", [0x89], "no picture");
        Refused(folder, "half.png", png[..(png.Length / 2)], "damaged");
        Refused(folder, "head.png", png[..20], "damaged");
        Refused(folder, "half.jpg", jpeg[..(jpeg.Length / 2)], "damaged");
        Refused(folder, "head.jpg", jpeg[..20], "damaged");
        Refused(folder, "half.webp", webp[..(webp.Length / 2)], "damaged");
        Assert.Contains("cannot be read", Assert.Throws<InvalidInputException>(() => PictureLoader.LoadUpright(Path.Combine(folder.Path, "absent.png"))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => PictureLoader.LoadUpright(folder.Path));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20_000, 1)]
    [InlineData(1, 20_000)]
    [InlineData(20_000, 30)]
    public void Pictures_of_odd_sizes_simply_work(int width, int height)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "odd.png"), output = Path.Combine(folder.Path, "out.png");
        using (Image<Rgb24> image = new(width, height, new Rgb24(200, 100, 50))) image.SaveAsPng(path);
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            PicturePreview.Write(path, new() { Mode = mode }, output);
            Picture result = PictureLoader.LoadUpright(output);
            Assert.Equal((224, 224), (result.Width, result.Height));
            Assert.Equal([200, 100, 50], result.Pixels.AsSpan((111 * 224 + 111) * 3, 3).ToArray());
        }
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void An_animation_gives_its_first_frame_or_one_line()
    {
        foreach (string name in (string[])["moving.gif", "moving.webp"])
        {
            string path = TestData.Fixture("pictures", name);
            try
            {
                Picture first = PictureLoader.LoadUpright(path);
                Assert.Equal((40, 30), (first.Width, first.Height));
            }
            catch (InvalidInputException e)
            {
                OneLine(e, path);
            }
        }
    }

    [Fact]
    public void A_result_that_cannot_be_written_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        string taken = Path.Combine(folder.Path, "taken");
        Directory.CreateDirectory(taken);
        string source = TestData.Fixture("preprocess", "src", "row_37x1.png");
        Assert.Throws<InvalidInputException>(() => PicturePreview.Write(source, new(), Path.Combine(folder.Path, "nowhere", "out.png")));
        Assert.Throws<InvalidInputException>(() => PicturePreview.Write(source, new(), taken));
        Assert.Throws<InvalidInputException>(() => PicturePreview.Write(Path.Combine(folder.Path, "absent.png"), new(), Path.Combine(folder.Path, "out.png")));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static void Refused(TemporaryFolder folder, string name, byte[] content, string word)
    {
        string path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, content);
        InvalidInputException e = Assert.Throws<InvalidInputException>(() => PictureLoader.LoadUpright(path));
        OneLine(e, path);
        Assert.Contains(word, e.Message, StringComparison.Ordinal);
    }

    private static void OneLine(InvalidInputException e, string path)
    {
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
