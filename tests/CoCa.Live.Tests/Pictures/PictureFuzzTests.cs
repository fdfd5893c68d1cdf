using CoCa.Core;
using CoCa.Live.Pictures;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Live.Tests.Pictures;

public class PictureFuzzTests
{
    /// <summary>Native decoders run in this process: a crash of theirs ends the test program, which is a failure.</summary>
    [Theory]
    [InlineData("preprocess/src/shapes_301x257.png")]
    [InlineData("preprocess/src/rgba_180x150.png")]
    [InlineData("preprocess/src/exif6_260x140.jpg")]
    [InlineData("preprocess/src/cmyk_150x120.jpg")]
    [InlineData("pictures/still.webp")]
    [InlineData("pictures/alpha.webp")]
    [InlineData("pictures/lossy.webp")]
    [InlineData("pictures/moving.webp")]
    public void A_damaged_picture_is_a_picture_or_one_line(string file)
    {
        byte[] whole = File.ReadAllBytes(CoCa.Testing.TestData.Fixture(file.Split('/')));
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            try
            {
                Picture picture = PictureLoader.Read("damaged", Mutation.Of(whole, seed), turn: true);
                Assert.InRange(picture.Pixels.Length, picture.Width * picture.Height, picture.Width * picture.Height * 4);
            }
            catch (CoCaException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
    }
}
