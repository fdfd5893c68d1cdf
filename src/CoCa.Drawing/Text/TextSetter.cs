using System.Numerics;
using SixLabors.Fonts;

namespace CoCa.Drawing.Text;

/// <summary>
/// Sets texts and remembers the last ones: a caption that stands for seconds is set and rasterised once. Not thread-safe.
/// </summary>
/// <param name="fonts">The faces.</param>
/// <param name="kept">How many texts it remembers.</param>
public sealed class TextSetter(FontSet fonts, int kept = 96)
{
    private readonly Dictionary<(string Text, TextStyle Style, int First, int End), LinkedListNode<Entry>> _known = [];
    private readonly LinkedList<Entry> _byUse = [];

    private readonly record struct Entry((string, TextStyle, int, int) Key, TextBlock Block);

    /// <summary>A text in a style. Control characters other than a line's end are left out.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="style">How it is set.</param>
    /// <param name="first">The first glyph that is drawn; all are set, so parts of a text fit together.</param>
    /// <param name="end">The glyph before which drawing ends.</param>
    public TextBlock Set(string text, in TextStyle style, int first = 0, int end = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_known.TryGetValue((text, style, first, end), out LinkedListNode<Entry>? node))
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Block;
        }
        TextBlock block = Make(text, style, first, end);
        _known[(text, style, first, end)] = _byUse.AddFirst(new Entry((text, style, first, end), block));
        if (_byUse.Count > kept)
        {
            _known.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }
        return block;
    }

    private TextBlock Make(string text, in TextStyle style, int first, int end)
    {
        string plain = string.Concat(text.Where(c => c == '\n' || !char.IsControl(c)));
        FontFamily family = style.IsBold ? fonts.Bold : fonts.Regular;
        TextOptions options = new(family.CreateFont(style.Size, style.IsBold ? FontStyle.Bold : FontStyle.Regular))
        {
            FallbackFontFamilies = fonts.Fallbacks,
            WrappingLength = style.Wrap > 0 ? style.Wrap : -1,
            TextAlignment = style.IsCentered ? TextAlignment.Center : TextAlignment.Start,
        };
        FontRectangle advance = TextMeasurer.MeasureAdvance(plain, options);
        // Accents and slanted letters reach beyond their advances.
        int margin = (int)MathF.Ceiling(style.Outline + style.Size * 0.3f) + 1;
        int width = (int)MathF.Ceiling(advance.Width) + 2 * margin, height = (int)MathF.Ceiling(advance.Height) + 2 * margin;
        byte[] fill = new byte[width * height];
        // Centred lines begin somewhere within the wrapping width: the mask begins with the leftmost.
        GlyphFiller filler = new(fill, width, height, new Vector2(margin - advance.X, margin - advance.Y), first, end);
        TextRenderer.RenderTextTo(filler, plain, options);
        byte[] outline = style.Outline > 0 ? Widen(fill, width, height, style.Outline) : [];
        return new(advance.Width, advance.Height, plain.Length == 0 ? 0 : TextMeasurer.CountLines(plain, options), filler.Count, margin, width, height, fill, outline);
    }

    /// <summary>Every covered pixel covers a disc around it, smoothed at its edge.</summary>
    private static byte[] Widen(byte[] mask, int width, int height, float radius)
    {
        int reach = (int)MathF.Ceiling(radius + 0.5f);
        List<(int X, int Y, float Weight)> disc = [];
        for (int y = -reach; y <= reach; y++)
            for (int x = -reach; x <= reach; x++)
                if (radius + 0.5f - MathF.Sqrt(x * x + y * y) is > 0 and float weight) disc.Add((x, y, Math.Min(1, weight)));
        byte[] wide = new byte[mask.Length];
        for (int y = reach; y < height - reach; y++)
        {
            for (int x = reach; x < width - reach; x++)
            {
                byte covered = mask[y * width + x];
                if (covered == 0) continue;
                foreach ((int dx, int dy, float weight) in disc)
                {
                    ref byte target = ref wide[(y + dy) * width + x + dx];
                    target = Math.Max(target, (byte)(covered * weight));
                }
            }
        }
        return wide;
    }
}
