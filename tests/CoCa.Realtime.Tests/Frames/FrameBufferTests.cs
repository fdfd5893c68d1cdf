using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Realtime.Frames;

namespace CoCa.Realtime.Tests.Frames;

public sealed class FrameBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(-16)]
    public void A_copied_frame_is_converted_as_the_frame_itself(int padding)
    {
        const int Width = 31, Height = 21;
        byte[] memory = new byte[8 * Width * Height];
        new Random(1).NextBytes(memory);
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            PixelBuffer frame = Make(memory, format, Width, Height, padding);
            FrameBuffer copy = new();
            copy.CopyFrom(frame);
            Preprocessor preprocessor = new(new PreprocessOptions { Height = 16, Width = 16 });
            float[] expected = new float[preprocessor.PixelCount], actual = new float[expected.Length];
            preprocessor.Run(frame, expected);
            preprocessor.Run(copy.Pixels, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void A_frame_beyond_all_bounds_is_refused()
    {
        FrameBuffer frame = new();
        Assert.Throws<InvalidInputException>(() => { frame.Reserve(PixelFormat.Rgb24, 0, 5); });
        Assert.Throws<InvalidInputException>(() => { frame.Reserve(PixelFormat.Bgra32, 1 << 20, 1 << 20); });
    }

    private static PixelBuffer Make(byte[] memory, PixelFormat format, int width, int height, int padding)
    {
        int half = (width + 1) / 2;
        return format switch
        {
            PixelFormat.Nv12 => PixelBuffer.Nv12(memory, memory.AsSpan(2000), width, height, Stride(width), Stride(2 * half), YuvMatrix.Bt709, YuvRange.Full),
            PixelFormat.I420 => PixelBuffer.I420(memory, memory.AsSpan(2000), memory.AsSpan(3000), width, height, Stride(width), Stride(half), Stride(half)),
            PixelFormat.Rgb24 => PixelBuffer.Packed(format, memory, width, height, Stride(3 * width)),
            _ => PixelBuffer.Packed(format, memory, width, height, Stride(4 * width)),
        };

        int Stride(int row) => padding < 0 ? -(row - padding) : row + padding;
    }
}
