using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

public static class AutoOrientExtensions
{
    public static IImageProcessingContext AutoOrient(this IImageProcessingContext source)
    {
        ProcessingContext.ImageOf(source).Accept(new Turn());
        return source;
    }

    /// <summary>Puts the pixels where the camera's upright position has them.</summary>
    private sealed class Turn : IImageVisitor
    {
        public void Visit<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel>
        {
            int orientation = image.Orientation;
            if (orientation == 1) return;
            int w = image.Width, h = image.Height;
            bool swaps = orientation >= 5;
            int width = swaps ? h : w, height = swaps ? w : h;
            TPixel[] source = image.Pixels, target = new TPixel[source.Length];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    (int sx, int sy) = orientation switch
                    {
                        2 => (w - 1 - x, y),
                        3 => (w - 1 - x, h - 1 - y),
                        4 => (x, h - 1 - y),
                        5 => (y, x),
                        6 => (y, h - 1 - x),
                        7 => (w - 1 - y, h - 1 - x),
                        _ => (w - 1 - y, x),
                    };
                    target[y * width + x] = source[sy * w + sx];
                }
            }
            image.Replace(width, height, target);
            image.Orientation = 1;
        }
    }
}
