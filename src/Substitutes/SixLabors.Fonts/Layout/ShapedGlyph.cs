using SixLabors.Fonts.Native;

namespace SixLabors.Fonts.Layout;

/// <summary>A glyph of a shaped run, in pixels; <paramref name="Cluster"/> is the place of its first character in the text.</summary>
internal readonly record struct ShapedGlyph(FontFace Face, ushort Id, int Cluster, float Advance, float OffsetX, float OffsetY, float Scale);
