using SixLabors.Fonts.Native;

namespace SixLabors.Fonts.Layout;

/// <summary>A glyph and where it goes, in pixels.</summary>
internal readonly record struct PlacedGlyph(FontFace Face, ushort Id, float X, float Baseline, float Top, float Advance, float Height, float Scale);
