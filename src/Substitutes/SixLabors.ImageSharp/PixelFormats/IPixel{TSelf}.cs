namespace SixLabors.ImageSharp.PixelFormats;

public interface IPixel<TSelf> : IPixel where TSelf : unmanaged, IPixel<TSelf>;
