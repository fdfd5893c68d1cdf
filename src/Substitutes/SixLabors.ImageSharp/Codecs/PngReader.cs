using System.IO.Compression;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>Inflates a PNG's rows, undoes their filters and turns their samples into pixels.</summary>
internal static class PngReader
{
    /// <summary>Adam7: first column, first row, steps between columns and rows of each pass.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] s_adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static Image<TPixel> Read<TPixel>(PngFile file) where TPixel : unmanaged, IPixel<TPixel>
    {
        TPixel[] pixels = GC.AllocateUninitializedArray<TPixel>(file.Width * file.Height);
        using Stream rows = new ZLibStream(new ChunkStream(file), CompressionMode.Decompress);
        PngSamples samples = new(file);
        Rgba32[] colors = new Rgba32[file.Width];
        TPixel[] spread = file.IsInterlaced ? new TPixel[file.Width] : [];
        try
        {
            foreach ((int x, int y, int stepX, int stepY) in file.IsInterlaced ? s_adam7 : [(0, 0, 1, 1)])
            {
                int width = (file.Width - x + stepX - 1) / stepX;
                if (width == 0) continue;
                PngRows pass = new(rows, (int)(((long)width * file.Channels * file.BitDepth + 7) / 8), Math.Max(1, file.Channels * file.BitDepth / 8));
                for (int row = y; row < file.Height; row += stepY)
                {
                    samples.Expand(pass.Next(), colors.AsSpan(0, width));
                    if (stepX == 1) PixelConversion.FromRgba32(colors, pixels.AsSpan(row * file.Width, file.Width));
                    else
                    {
                        PixelConversion.FromRgba32(colors.AsSpan(0, width), spread.AsSpan(0, width));
                        for (int i = 0; i < width; i++) pixels[row * file.Width + x + i * stepX] = spread[i];
                    }
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidImageContentException("PNG: the pixels are damaged or cut short.", e);
        }
        return new(file.Width, file.Height, pixels);
    }

    /// <summary>The compressed pixels as one stream, however many chunks they are cut into.</summary>
    private sealed class ChunkStream(PngFile file) : Stream
    {
        private int _chunk, _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            while (_chunk < file.Pixels.Count)
            {
                (int start, int length) = file.Pixels[_chunk];
                int n = Math.Min(buffer.Length, length - _at);
                if (n > 0)
                {
                    file.Bytes(start + _at, n).CopyTo(buffer);
                    _at += n;
                    return n;
                }
                if (buffer.IsEmpty) return 0;
                (_chunk, _at) = (_chunk + 1, 0);
            }
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
