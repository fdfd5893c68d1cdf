using System.Runtime.InteropServices;

namespace SixLabors.Fonts.Native;

/// <summary>The part of HarfBuzz that is used.</summary>
internal static unsafe partial class HarfBuzz
{
    private const string Library = "libharfbuzz.so.0";

    [StructLayout(LayoutKind.Sequential)]
    public struct GlyphInfo
    {
        public uint Codepoint, Mask, Cluster;
        private readonly uint _1, _2;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct GlyphPosition
    {
        public int AdvanceX, AdvanceY, OffsetX, OffsetY;
        private readonly uint _1;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Feature
    {
        public uint Tag, Value, Start, End;
    }

    /// <summary><c>kern</c> off for the whole text.</summary>
    public static Feature NoKerning => new() { Tag = 0x6B65726E, Value = 0, Start = 0, End = uint.MaxValue };

    [LibraryImport(Library, EntryPoint = "hb_blob_create_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint BlobOf(string path);

    [LibraryImport(Library, EntryPoint = "hb_blob_destroy")]
    public static partial void DestroyBlob(nint blob);

    [LibraryImport(Library, EntryPoint = "hb_face_create")]
    public static partial nint CreateFace(nint blob, uint index);

    [LibraryImport(Library, EntryPoint = "hb_face_destroy")]
    public static partial void DestroyFace(nint face);

    [LibraryImport(Library, EntryPoint = "hb_font_create")]
    public static partial nint CreateFont(nint face);

    [LibraryImport(Library, EntryPoint = "hb_buffer_create")]
    public static partial nint CreateBuffer();

    [LibraryImport(Library, EntryPoint = "hb_buffer_destroy")]
    public static partial void DestroyBuffer(nint buffer);

    [LibraryImport(Library, EntryPoint = "hb_buffer_add_utf16")]
    public static partial void Add(nint buffer, char* text, int textLength, uint start, int length);

    [LibraryImport(Library, EntryPoint = "hb_buffer_guess_segment_properties")]
    public static partial void GuessProperties(nint buffer);

    [LibraryImport(Library, EntryPoint = "hb_shape")]
    public static partial void Shape(nint font, nint buffer, Feature* features, uint count);

    [LibraryImport(Library, EntryPoint = "hb_buffer_get_glyph_infos")]
    public static partial GlyphInfo* Infos(nint buffer, out uint count);

    [LibraryImport(Library, EntryPoint = "hb_buffer_get_glyph_positions")]
    public static partial GlyphPosition* Positions(nint buffer, out uint count);
}
