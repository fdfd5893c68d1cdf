namespace CoCa.Core.Preprocessing;

/// <summary>How a frame's pixels lie in memory; the names give the order of the bytes.</summary>
public enum PixelFormat
{
    /// <summary>Three bytes a pixel: red, green, blue.</summary>
    Rgb24,

    /// <summary>Four bytes a pixel: blue, green, red, and one that is ignored.</summary>
    Bgra32,

    /// <summary>Four bytes a pixel: red, green, blue, and one that is ignored.</summary>
    Rgba32,

    /// <summary>A plane of luma, then one of half the width and height with pairs of U and V.</summary>
    Nv12,

    /// <summary>Three planes: luma, and U and V of half the width and height.</summary>
    I420,
}
