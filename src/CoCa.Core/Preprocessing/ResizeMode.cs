namespace CoCa.Core.Preprocessing;

/// <summary>How a picture of any size becomes the model's size (OpenCLIP's <c>resize_mode</c>).</summary>
public enum ResizeMode
{
    /// <summary>The short side is resized to the model's, the middle of the long one is kept.</summary>
    Shortest,

    /// <summary>Both sides are resized, the aspect ratio is lost.</summary>
    Squash,

    /// <summary>The long side is resized to the model's, the rest is black.</summary>
    Longest,
}
