namespace CoCa.Drawing.Text;

/// <summary>A text that was set and rasterised once, to be drawn many times: two masks of coverage, the letters' and their outline's. Immutable.</summary>
public sealed class TextBlock
{
    private readonly byte[] _fill, _outline;

    internal TextBlock(float width, float height, int lines, int glyphs, int margin, int maskWidth, int maskHeight, byte[] fill, byte[] outline)
    {
        (Width, Height, Lines, Glyphs, Margin, MaskWidth, MaskHeight) = (width, height, lines, glyphs, margin, maskWidth, maskHeight);
        (_fill, _outline) = (fill, outline);
    }

    /// <summary>The widest line's advance in pixels.</summary>
    public float Width { get; }

    /// <summary>The lines' height in pixels.</summary>
    public float Height { get; }

    /// <summary>How many lines there are.</summary>
    public int Lines { get; }

    /// <summary>How many glyphs with an outline the whole text has.</summary>
    public int Glyphs { get; }

    /// <summary>By how many pixels the masks reach beyond the text's upper left corner.</summary>
    public int Margin { get; }

    /// <summary>Pixels in a row of the masks.</summary>
    public int MaskWidth { get; }

    /// <summary>Rows of the masks.</summary>
    public int MaskHeight { get; }

    /// <summary>The letters, [MaskHeight, MaskWidth], 0 to 255.</summary>
    public ReadOnlySpan<byte> Fill => _fill;

    /// <summary>The letters made larger by the outline's width; empty where there is no outline.</summary>
    public ReadOnlySpan<byte> Outline => _outline;
}
