using System.Runtime.InteropServices;
using CoCa.Core.Preprocessing;

namespace CoCa.Core.Tests.Preprocessing;

/// <summary>Frames that end right before memory that must not be touched: reading one byte too many ends the test program.</summary>
public partial class GuardedMemoryTests
{
    private const int Readable = 3, Private = 2, Anonymous = 0x20;

    [Fact]
    public unsafe void No_byte_before_or_behind_a_frame_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "guards memory by mmap");
        int page = Environment.SystemPageSize, room = 64 * page;
        byte* memory = Map(null, (nuint)(room + 2 * page), Readable, Private | Anonymous, -1, 0);
        try
        {
            Assert.Equal(0, Protect(memory, (nuint)page, 0));
            Assert.Equal(0, Protect(memory + page + room, (nuint)page, 0));
            Random random = new(3);
            for (int round = 0; round < 300; round++)
            {
                int width = random.Next(1, round % 2 == 0 ? 40 : 300), height = random.Next(1, 60), half = (width + 1) / 2, rows = (height + 1) / 2;
                PreprocessOptions options = new() { Width = random.Next(1, 70), Height = random.Next(1, 70), Mode = (ResizeMode)random.Next(3) };
                Preprocessor preprocessor = new(options);
                float[] pixels = new float[preprocessor.PixelCount];
                byte[] other = new byte[2 * half * rows];
                foreach (bool atEnd in (bool[])[false, true])
                {
                    ReadOnlySpan<byte> Plane(int bytes) => new(atEnd ? memory + page + room - bytes : memory + page, bytes);
                    int sign = random.Next(2) * 2 - 1;
                    preprocessor.Run(PixelBuffer.Packed(PixelFormat.Rgb24, Plane(width * height * 3), width, height, sign * width * 3), pixels);
                    preprocessor.Run(PixelBuffer.Packed(PixelFormat.Bgra32, Plane(width * height * 4), width, height, sign * width * 4), pixels);
                    preprocessor.Run(PixelBuffer.Nv12(Plane(width * height), other, width, height, sign * width), pixels);
                    preprocessor.Run(PixelBuffer.Nv12(new byte[width * height], Plane(2 * half * rows), width, height, width, sign * 2 * half), pixels);
                    preprocessor.Run(PixelBuffer.I420(new byte[width * height], Plane(half * rows), Plane(half * rows), width, height, width, sign * half, half), pixels);
                    Assert.DoesNotContain(pixels, float.IsNaN);
                }
            }
        }
        finally
        {
            _ = Unmap(memory, (nuint)(room + 2 * page));
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static unsafe partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static unsafe partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static unsafe partial int Unmap(void* address, nuint length);
}
