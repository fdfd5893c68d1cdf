using System.Globalization;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Text;
using CoCa.Drawing.Themes;

namespace CoCa.Drawing.Overlays;

/// <summary>
/// Turns what is known of a moment into a draw list: caption, labels with bars, timeline of the window, heat map, figures, badge. Bars glide to their values, captions fade
/// in, and figures change four times a second so that they can be read; all by the model's clock. One painter a stream; not thread-safe.
/// </summary>
public sealed class OverlayPainter
{
    private static readonly TimeSpan s_fade = TimeSpan.FromMilliseconds(180), s_figures = TimeSpan.FromMilliseconds(250);

    private static readonly string[] s_percents = [.. Enumerable.Range(0, 101).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p}%"))];

    private readonly TextSetter _setter;
    private readonly Theme _theme;
    private readonly LabelBars _bars;
    private readonly Dictionary<(string Text, TextStyle Style, int Width), string> _fitted = [];
    private TimeSpan? _last;
    private TimeSpan _figuresAt, _captionAt;
    private string _caption = "", _standing = "", _figures = "";
    private int _width, _height;

    /// <summary>A painter for one stream.</summary>
    /// <param name="fonts">What text is set in.</param>
    /// <param name="theme">The look; <see cref="Theme.Standard"/> if null.</param>
    public OverlayPainter(FontSet fonts, Theme? theme = null)
    {
        _theme = theme ?? Theme.Standard;
        _theme.Validate();
        _setter = new(fonts);
        _bars = new(_theme.LabelCount);
        Parts = _theme.Parts;
    }

    /// <summary>What is shown; the theme's choice at first.</summary>
    public OverlayParts Parts { get; set; }

    private float Margin => _theme.Margin * _height;

    private TextStyle Small => new(Pixels(_theme.TextSize));

    /// <summary>Fills the list with an overlay for a picture of this size; pictures below 64x48 stay without one, since nothing could be read.</summary>
    /// <param name="model">What to show.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="list">Emptied first.</param>
    public void Paint(OverlayModel model, int width, int height, DrawList list)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(list);
        list.Clear();
        if (width < 64 || height < 48) return;
        (_width, _height) = (width, height);
        _bars.Advance(model.Labels.Span, _last is { } last ? model.Clock - last : TimeSpan.MaxValue);
        _last = model.Clock;
        if (Shows(OverlayParts.HeatMap) && model.PatchWeights.Length > 0) PaintHeatMap(model, list);
        PaintLabels(model, list);
        if (Shows(OverlayParts.Hud)) PaintFigures(model, list);
        if (Shows(OverlayParts.Caption)) PaintCaption(model, list);
        if (Shows(OverlayParts.Badge) && !string.IsNullOrWhiteSpace(model.Badge)) PaintBadge(model, list);
    }

    private bool Shows(OverlayParts part) => (Parts & part) != 0;

    /// <summary>A letter size in pixels: whole ones, so that equal texts are set once, and never too small to read.</summary>
    private float Pixels(float share) => MathF.Max(9, MathF.Round(share * _height));

    private void PaintHeatMap(OverlayModel m, DrawList list)
    {
        Box area = new(m.GridArea.X * _width, m.GridArea.Y * _height, m.GridArea.Width * _width, m.GridArea.Height * _height);
        list.HeatMap(area, m.PatchWeights.Span, m.GridWidth, m.GridHeight, _theme.HeatOpacity);
    }

    private void PaintCaption(OverlayModel m, DrawList list)
    {
        string text = m.Caption?.Trim() ?? "";
        // Models write words and stops apart.
        if (text.EndsWith(" .", StringComparison.Ordinal)) text = $"{text.AsSpan(0, text.Length - 2)}.";
        if (text != _caption)
        {
            // Words that follow the ones on the screen fade in behind them; those that come while others do join these.
            bool goesOn = _caption.Length > 0 && text.StartsWith(_caption, StringComparison.Ordinal), isFading = m.Clock - _captionAt < s_fade;
            if (!goesOn) _standing = "";
            else if (!isFading) _standing = _caption;
            if (!goesOn || !isFading) _captionAt = m.Clock;
            _caption = text;
        }
        if (text.Length == 0) return;
        float size = Pixels(_theme.CaptionSize), pad = size * 0.42f;
        float wrap = MathF.Floor(Math.Min(_theme.CaptionWidth * _width, _width - 2 * (Margin + pad)));
        TextStyle style = Evenly(text, new(size, Wrap: wrap, IsCentered: true, Outline: MathF.Max(1, _theme.Outline * _height)));
        TextBlock block = _setter.Set(text, style);
        TimeSpan shown = m.Clock - _captionAt;
        float fade = shown < TimeSpan.Zero ? 1 : 0.25f + 0.75f * (float)Math.Clamp(shown / s_fade, 0, 1);
        float x = (_width - block.Width) / 2, y = _height - Margin - block.Height - pad * 0.5f;
        list.Fill(new Box(x, y, block.Width, block.Height).Grow(pad, pad * 0.5f), _theme.CaptionPanel.Fade(_standing.Length > 0 ? 1 : fade), _theme.Radius * _height);
        Rgba color = m.IsCaptionStale ? _theme.Faint.Fade(0.75f) : m.IsCaptionPartial ? Rgba.Mix(_theme.Text, _theme.Faint, 0.5f) : _theme.Text;
        int standing = fade < 1 && _standing.Length > 0 ? _setter.Set(_standing, style).Glyphs : 0;
        if (standing > 0)
        {
            list.Write(_setter.Set(text, style, 0, standing), x, y, color, _theme.Ink);
            block = _setter.Set(text, style, standing);
        }
        list.Write(block, x, y, color.Fade(fade), _theme.Ink.Fade(fade));
    }

    /// <summary>Lines of about the same length, as subtitles have them: broken at a narrower width where that takes no line more.</summary>
    private TextStyle Evenly(string text, in TextStyle style)
    {
        TextBlock block = _setter.Set(text, style);
        if (block.Lines < 2) return style;
        float even = _setter.Set(text, style with { Wrap = 0, Outline = 0 }).Width / block.Lines + style.Size * 2;
        TextStyle narrow = style with { Wrap = MathF.Floor(even) };
        return even < style.Wrap && _setter.Set(text, narrow).Lines == block.Lines ? narrow : style;
    }

    private void PaintLabels(OverlayModel m, DrawList list)
    {
        ReadOnlySpan<int> best = Shows(OverlayParts.Labels) ? _bars.Best : [];
        bool hasTimeline = Shows(OverlayParts.Timeline) && m.FrameWeights.Length > 1;
        if (best.Length == 0 && !hasTimeline) return;
        float size = Small.Size, pad = MathF.Round(size * 0.8f), line = MathF.Round(size * 2.05f), timeline = MathF.Round(size * 1.7f);
        float labels = best.Length == 0 ? 0 : (best.Length - 1) * line + size * 1.6f, gap = best.Length > 0 && hasTimeline ? pad : 0;
        Box panel = Place(_theme.LabelCorner, Math.Min(_theme.PanelWidth * _height, _width * 0.45f), labels + gap + (hasTimeline ? timeline : 0) + 2 * pad);
        list.Fill(panel, _theme.Panel, _theme.Radius * _height);
        Box row = new(panel.X + pad, panel.Y + pad, panel.Width - 2 * pad, size * 1.6f);
        foreach (int i in best)
        {
            PaintLabel(m.Labels.Span[i], row, list);
            row = row with { Y = row.Y + line };
        }
        if (hasTimeline) PaintTimeline(m.FrameWeights.Span, new(row.X, panel.Bottom - pad - timeline, row.Width, timeline), list);
    }

    private void PaintLabel(OverlayLabel label, Box row, DrawList list)
    {
        TextStyle style = Small, name = style with { IsBold = label.IsOn };
        float value = Math.Clamp(_bars.Of(label), 0, 1), thick = MathF.Max(3, MathF.Round(style.Size * 0.2f));
        TextBlock percent = _setter.Set(s_percents[(int)MathF.Round(value * 100)], style);
        Rgba color = label.IsOn ? _theme.Text : _theme.Faint;
        list.Write(_setter.Set(Fit(label.Name, name, row.Width - percent.Width - style.Size), name), row.X, row.Y, color, default);
        list.Write(percent, row.Right - percent.Width, row.Y, color, default);
        Box track = new(row.X, MathF.Round(row.Bottom - thick), row.Width, thick);
        list.Fill(track, _theme.Track, thick / 2);
        if (value > 0.004f) list.Fill(track with { Width = MathF.Max(thick, row.Width * value) }, label.IsOn ? _theme.Accent : _theme.Bar, thick / 2);
    }

    /// <summary>A bar a frame, the newest at the right; long windows show the largest of several.</summary>
    private void PaintTimeline(ReadOnlySpan<float> weights, Box box, DrawList list)
    {
        int bars = Math.Min(weights.Length, Math.Max(2, (int)(box.Width / 4)));
        float largest = 0, pitch = box.Width / bars, thick = MathF.Max(1, MathF.Min(pitch * 0.72f, pitch - 1));
        foreach (float w in weights) largest = Math.Max(largest, w);
        if (!(largest > 0)) return;
        for (int i = 0; i < bars; i++)
        {
            float value = 0;
            int from = i * weights.Length / bars, to = Math.Max((i + 1) * weights.Length / bars, from + 1);
            foreach (float w in weights[from..to]) value = Math.Max(value, w);
            float share = value / largest, tall = MathF.Max(2, box.Height * share);
            list.Fill(new(box.X + i * pitch + (pitch - thick) / 2, box.Bottom - tall, thick, tall), Rgba.Mix(_theme.Bar.Fade(0.6f), _theme.Accent, share), MathF.Min(thick / 2, 2));
        }
    }

    private void PaintFigures(OverlayModel m, DrawList list)
    {
        TimeSpan since = m.Clock - _figuresAt;
        if (_figures.Length == 0 || since < TimeSpan.Zero || since >= s_figures)
        {
            _figuresAt = m.Clock;
            string rate = m.FramesPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $"{m.FramesPerSecond:0.0} fps  ·  ") : "";
            string dropped = m.Dropped > 0 ? string.Create(CultureInfo.InvariantCulture, $"  ·  {m.Dropped} dropped") : "", device = m.Device is { Length: > 0 } d ? $"  ·  {d}" : "";
            string late = m.AgeP99 > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $" / p99 {m.AgeP99.TotalMilliseconds:0}") : "";
            _figures = string.Create(CultureInfo.InvariantCulture, $"{rate}{m.Age.TotalMilliseconds:0}{late} ms{dropped}{device}");
        }
        TextStyle style = Small with { Size = MathF.Max(9, MathF.Round(Small.Size * 0.86f)) };
        TextBlock text = _setter.Set(_figures, style);
        // Beside the labels there is not always room for a device's name.
        if (m.Device is { Length: > 0 } named && text.Width > _width * 0.5f && _figures.EndsWith(named, StringComparison.Ordinal)) text = _setter.Set(_figures[..^(named.Length + "  ·  ".Length)], style);
        float padX = style.Size * 0.8f, padY = style.Size * 0.4f;
        Box panel = Place(_theme.HudCorner, text.Width + 2 * padX, text.Height + 2 * padY);
        list.Fill(panel, _theme.Panel, panel.Height / 2);
        list.Write(text, panel.X + padX, panel.Y + padY, _theme.Faint, default);
    }

    private void PaintBadge(OverlayModel m, DrawList list)
    {
        TextStyle style = Small with { IsBold = true };
        TextBlock text = _setter.Set(m.Badge!, style);
        float padX = style.Size, padY = style.Size * 0.42f;
        Box pill = new((_width - text.Width) / 2 - padX, Margin, text.Width + 2 * padX, text.Height + 2 * padY);
        bool isError = m.BadgeKind == BadgeKind.Error;
        list.Fill(pill, isError ? _theme.Error : _theme.Warning, pill.Height / 2);
        list.Write(text, pill.X + padX, pill.Y + padY, isError ? _theme.Text : _theme.Ink with { A = 255 }, default);
    }

    private Box Place(Corner corner, float width, float height)
    {
        bool isLeft = corner is Corner.TopLeft or Corner.BottomLeft, isTop = corner is Corner.TopLeft or Corner.TopRight;
        return new(MathF.Round(isLeft ? Margin : _width - Margin - width), MathF.Round(isTop ? Margin : _height - Margin - height), MathF.Round(width), MathF.Round(height));
    }

    /// <summary>The text, shortened by dots until it fits.</summary>
    private string Fit(string text, in TextStyle style, float width)
    {
        if (_setter.Set(text, style).Width <= width) return text;
        (string, TextStyle, int) key = (text, style, (int)width);
        if (_fitted.TryGetValue(key, out string? known)) return known;
        int low = 0, high = text.Length;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_setter.Set(text[..middle].TrimEnd() + "…", style).Width <= width) low = middle;
            else high = middle - 1;
        }
        if (_fitted.Count > 256) _fitted.Clear();
        return _fitted[key] = text[..low].TrimEnd() + "…";
    }
}
