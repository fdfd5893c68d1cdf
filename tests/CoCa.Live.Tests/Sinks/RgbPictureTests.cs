using CoCa.Core.Preprocessing;
using CoCa.Live.Sinks;

namespace CoCa.Live.Tests.Sinks;

public sealed class RgbPictureTests
{
    [Fact]
    public void Every_format_and_stride_gives_the_same_colours()
    {
        RgbPicture picture = new(2, 2);
        picture.Load(PixelBuffer.Packed(PixelFormat.Rgb24, [1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12], 2, 2, 7));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], picture.Pixels.ToArray());
        picture.Load(PixelBuffer.Packed(PixelFormat.Bgra32, [9, 8, 7, 0, 12, 11, 10, 0, 3, 2, 1, 0, 6, 5, 4, 0], 2, 2, -8)); // bottom up
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], picture.Pixels.ToArray());
    }

    [Theory]
    [InlineData(YuvMatrix.Bt601, 81, 90, 240)]
    [InlineData(YuvMatrix.Bt709, 63, 102, 240)]
    public void Red_in_luma_and_chroma_is_red(YuvMatrix matrix, int y, int u, int v)
    {
        RgbPicture picture = new(2, 2);
        byte luma = (byte)y;
        picture.Load(PixelBuffer.Nv12([luma, luma, luma, luma], [(byte)u, (byte)v], 2, 2, matrix: matrix));
        Check();
        picture.Load(PixelBuffer.I420([luma, luma, luma, luma], [(byte)u], [(byte)v], 2, 2, matrix: matrix));
        Check();

        void Check()
        {
            Assert.InRange(picture.Pixels[0], 252, 255);
            Assert.InRange(picture.Pixels[1], 0, 3);
            Assert.InRange(picture.Pixels[2], 0, 3);
        }
    }

    [Fact]
    public void A_frame_of_another_shape_is_fitted_between_black_bars()
    {
        RgbPicture picture = new(8, 4);
        picture.Load(PixelBuffer.Packed(PixelFormat.Rgb24, [.. Enumerable.Repeat((byte)200, 4 * 4 * 3)], 4, 4));
        for (int x = 0; x < 8; x++) Assert.Equal(x is < 2 or > 5 ? 0 : 200, picture.Pixels[(8 + x) * 3]);
    }
}
