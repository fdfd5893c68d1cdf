namespace SixLabors.ImageSharp.Formats;

public interface IImageEncoder;
