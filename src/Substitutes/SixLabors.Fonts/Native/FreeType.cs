using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SixLabors.Fonts.Native;

/// <summary>The part of FreeType 2 that is used. Offsets are those of its structures where a long has 64 bits (it has on no Windows, where the package itself is used).</summary>
internal static unsafe partial class FreeType
{
    public const int NoScale = 1, StyleItalic = 1, StyleBold = 2;
    private const string Library = "libfreetype.so.6";

    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public nint X, Y;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct OutlineFunctions
    {
        public delegate* unmanaged[Cdecl]<Vector*, nint, int> MoveTo;
        public delegate* unmanaged[Cdecl]<Vector*, nint, int> LineTo;
        public delegate* unmanaged[Cdecl]<Vector*, Vector*, nint, int> ConicTo;
        public delegate* unmanaged[Cdecl]<Vector*, Vector*, Vector*, nint, int> CubicTo;
        public int Shift;
        public nint Delta;
    }

    public static int Faces(nint face) => (int)Unsafe.Read<nint>((void*)face);

    public static FontStyle Style(nint face)
    {
        nint flags = Unsafe.Read<nint>((byte*)face + 24);
        return ((flags & StyleBold) != 0 ? FontStyle.Bold : 0) | ((flags & StyleItalic) != 0 ? FontStyle.Italic : 0);
    }

    public static string Family(nint face) => Marshal.PtrToStringUTF8(Unsafe.Read<nint>((byte*)face + 40)) ?? "";

    public static int UnitsPerEm(nint face) => Unsafe.Read<ushort>((byte*)face + 136);

    public static int Ascender(nint face) => Unsafe.Read<short>((byte*)face + 138);

    public static int LineHeight(nint face) => Unsafe.Read<short>((byte*)face + 142);

    /// <summary>The outline of the glyph that was loaded last.</summary>
    public static nint Outline(nint face) => Unsafe.Read<nint>((byte*)face + 152) + 200;

    [LibraryImport(Library, EntryPoint = "FT_Init_FreeType")]
    public static partial int Init(out nint library);

    [LibraryImport(Library, EntryPoint = "FT_New_Face", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int NewFace(nint library, string path, nint index, out nint face);

    [LibraryImport(Library, EntryPoint = "FT_Load_Glyph")]
    public static partial int LoadGlyph(nint face, uint glyph, int flags);

    [LibraryImport(Library, EntryPoint = "FT_Get_Char_Index")]
    public static partial uint GlyphOf(nint face, nuint character);

    [LibraryImport(Library, EntryPoint = "FT_Outline_Decompose")]
    public static partial int Decompose(nint outline, in OutlineFunctions functions, nint user);
}
