using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SixLabors.Fonts.Layout;

namespace SixLabors.Fonts.Native;

/// <summary>One face of a font file, open for as long as the process runs, as the package's are. One thread at a time uses it.</summary>
internal sealed unsafe class FontFace
{
    private static readonly Lock s_lock = new();
    private static nint s_library;

    private readonly nint _face, _font;
    private readonly Dictionary<ushort, GlyphOutline> _outlines = [];
    private readonly Lock _lock = new();

    private FontFace(nint face, nint font)
    {
        (_face, _font) = (face, font);
        (FamilyName, Style) = (FreeType.Family(face), FreeType.Style(face));
        (UnitsPerEm, Ascender, LineHeight) = (FreeType.UnitsPerEm(face), FreeType.Ascender(face), FreeType.LineHeight(face));
    }

    public string FamilyName { get; }

    public FontStyle Style { get; }

    public int UnitsPerEm { get; }

    public int Ascender { get; }

    public int LineHeight { get; }

    public static FontFace Open(string path, int index, out int faces)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such font", path);
        lock (s_lock)
        {
            if (s_library == 0 && FreeType.Init(out s_library) != 0) throw new FontException("FreeType cannot be started");
            int error = FreeType.NewFace(s_library, path, index, out nint face);
            if (error != 0) throw new InvalidFontFileException($"{path}: not a font that can be read (FreeType error {error})");
            if (FreeType.UnitsPerEm(face) == 0) throw new InvalidFontFileException($"{path}: the font has no outlines");
            faces = FreeType.Faces(face);
            nint blob = HarfBuzz.BlobOf(path), hbFace = HarfBuzz.CreateFace(blob, (uint)index), font = HarfBuzz.CreateFont(hbFace);
            HarfBuzz.DestroyFace(hbFace);
            HarfBuzz.DestroyBlob(blob);
            return new FontFace(face, font);
        }
    }

    public bool Has(Rune rune)
    {
        lock (_lock) return FreeType.GlyphOf(_face, (nuint)rune.Value) != 0;
    }

    /// <summary>Shapes a part of a text; advances and offsets times <paramref name="scale"/> are added to <paramref name="glyphs"/>.</summary>
    public void Shape(ReadOnlySpan<char> text, int start, int length, bool kern, float scale, List<ShapedGlyph> glyphs)
    {
        nint buffer = HarfBuzz.CreateBuffer();
        lock (_lock)
        {
            fixed (char* chars = text) HarfBuzz.Add(buffer, chars, text.Length, (uint)start, length);
            HarfBuzz.GuessProperties(buffer);
            HarfBuzz.Feature off = HarfBuzz.NoKerning;
            HarfBuzz.Shape(_font, buffer, &off, kern ? 0u : 1u);
            HarfBuzz.GlyphInfo* infos = HarfBuzz.Infos(buffer, out uint count);
            HarfBuzz.GlyphPosition* positions = HarfBuzz.Positions(buffer, out _);
            for (uint i = 0; i < count; i++)
            {
                ref HarfBuzz.GlyphPosition p = ref positions[i];
                bool isControl = char.IsControl(text[(int)infos[i].Cluster]);
                glyphs.Add(new(this, isControl ? (ushort)0 : (ushort)infos[i].Codepoint, (int)infos[i].Cluster, isControl ? 0 : p.AdvanceX * scale, p.OffsetX * scale, p.OffsetY * scale, scale));
            }
        }
        HarfBuzz.DestroyBuffer(buffer);
    }

    public GlyphOutline Outline(ushort glyph)
    {
        lock (_lock)
        {
            if (_outlines.TryGetValue(glyph, out GlyphOutline? known)) return known;
            GlyphOutline outline = new();
            if (FreeType.LoadGlyph(_face, glyph, FreeType.NoScale) == 0)
            {
                FreeType.OutlineFunctions functions = new() { MoveTo = &MoveTo, LineTo = &LineTo, ConicTo = &ConicTo, CubicTo = &CubicTo };
                GCHandle user = GCHandle.Alloc(outline);
                FreeType.Decompose(FreeType.Outline(_face), functions, GCHandle.ToIntPtr(user));
                user.Free();
            }
            return _outlines[glyph] = outline;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MoveTo(FreeType.Vector* to, nint user) => Add(user, GlyphOutline.Verb.Move, *to);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LineTo(FreeType.Vector* to, nint user) => Add(user, GlyphOutline.Verb.Line, *to);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ConicTo(FreeType.Vector* control, FreeType.Vector* to, nint user) => Add(user, GlyphOutline.Verb.Quadratic, *control, *to);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CubicTo(FreeType.Vector* first, FreeType.Vector* second, FreeType.Vector* to, nint user) => Add(user, GlyphOutline.Verb.Cubic, *first, *second, *to);

    private static int Add(nint user, GlyphOutline.Verb verb, params ReadOnlySpan<FreeType.Vector> points)
    {
        GlyphOutline outline = (GlyphOutline)GCHandle.FromIntPtr(user).Target!;
        outline.Verbs.Add(verb);
        foreach (FreeType.Vector p in points) outline.Points.Add(new Vector2(p.X, p.Y));
        return 0;
    }
}
