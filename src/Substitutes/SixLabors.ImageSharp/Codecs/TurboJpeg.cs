using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>The part of libturbojpeg's interface (version 2) that is called here.</summary>
internal static unsafe partial class TurboJpeg
{
    public const int FormatRgb = 0, FormatGray = 6, FormatRgba = 7, FormatBgra = 8, FormatCmyk = 11;
    public const int ColorsCmyk = 3, ColorsYcck = 4;
    public const int SamplingHalf = 2, SamplingGray = 3;

    /// <summary>A progressive file with more than 500 scans is an attack on the decoder's time.</summary>
    public const int LimitScans = 32768;

    private const string Library = "libturbojpeg.so.0";

    /// <summary>The library's name of a pixel type, -1 if it cannot write that.</summary>
    public static int FormatOf<TPixel>() =>
        typeof(TPixel) == typeof(Rgb24) ? FormatRgb : typeof(TPixel) == typeof(Rgba32) ? FormatRgba : typeof(TPixel) == typeof(Bgra32) ? FormatBgra : -1;

    public static string Error(nint handle) => Marshal.PtrToStringUTF8(tjGetErrorStr2(handle)) ?? "unknown error";

    [LibraryImport(Library)]
    public static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    public static partial nint tjInitCompress();

    [LibraryImport(Library)]
    public static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    public static partial int tjDecompressHeader3(nint handle, byte* data, CULong size, int* width, int* height, int* sampling, out int colors);

    [LibraryImport(Library)]
    public static partial int tjDecompress2(nint handle, byte* data, CULong size, byte* target, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library)]
    public static partial int tjCompress2(nint handle, byte* source, int width, int pitch, int height, int format, byte** data, CULong* size, int sampling, int quality, int flags);

    [LibraryImport(Library)]
    public static partial void tjFree(byte* data);

    [LibraryImport(Library)]
    public static partial int tjGetErrorCode(nint handle);

    [LibraryImport(Library)]
    private static partial nint tjGetErrorStr2(nint handle);
}
