using CoCa.Drawing;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Text;
using CoCa.Drawing.Themes;

namespace CoCa.Overlay.Windows;

/// <summary>What only the window shows, over the overlay: messages, the list of keys, the editor of labels, the mark of a recording. Not thread-safe.</summary>
internal sealed class WindowPainter(FontSet fonts, Theme theme)
{
    private static readonly TimeSpan s_message = TimeSpan.FromSeconds(3), s_fade = TimeSpan.FromMilliseconds(250);

    private readonly TextSetter _setter = new(fonts);
    private string? _message;
    private TimeSpan _until;
    private float _width, _height;

    /// <summary>Whether the list of keys is shown.</summary>
    public bool ShowsKeys { get; set; }

    /// <summary>Whether the mark of a recording is shown.</summary>
    public bool IsRecording { get; set; }

    /// <summary>What is said in the middle while there is no picture.</summary>
    public string? Waiting { get; set; }

    private float Size => MathF.Max(10, MathF.Round(theme.TextSize * _height * 1.1f));

    private float Margin => theme.Margin * _height;

    /// <summary>A message for some seconds.</summary>
    public void Say(string text, TimeSpan now) => (_message, _until) = (text, now + s_message);

    /// <summary>Takes the message away.</summary>
    public void Hush() => _message = null;

    /// <summary>Adds to the list what is to be seen now, for a picture of this size.</summary>
    /// <returns>Whether something is moving, so that it must be painted again soon.</returns>
    public bool Paint(DrawList list, int width, int height, LabelEditor editor, TimeSpan now)
    {
        (_width, _height) = (width, height);
        if (width < 64 || height < 48) return false;
        if (Waiting is { } waiting) PaintPill(list, waiting, _height / 2, 1);
        if (IsRecording) PaintRecording(list);
        if (ShowsKeys) PaintKeys(list);
        if (editor.IsOpen) PaintEditor(list, editor, now);
        if (_message is null) return editor.IsOpen;
        TimeSpan left = _until - now;
        if (left <= TimeSpan.Zero) _message = null;
        else PaintPill(list, _message, _height * 0.2f, (float)Math.Min(1, left / s_fade));
        return true;
    }

    private void PaintPill(DrawList list, string text, float middle, float fade)
    {
        TextBlock block = _setter.Set(text, new(Size, Wrap: MathF.Floor(_width * 0.8f), IsCentered: true));
        Box box = new Box((_width - block.Width) / 2, middle - block.Height / 2, block.Width, block.Height).Grow(Size, Size * 0.45f);
        list.Fill(box, (theme.Panel with { A = 215 }).Fade(fade), Math.Min(box.Height / 2, Size * 1.2f));
        list.Write(block, box.X + Size, box.Y + Size * 0.45f, theme.Text.Fade(fade), default);
    }

    private void PaintRecording(DrawList list)
    {
        TextBlock text = _setter.Set("REC", new(MathF.Round(Size * 0.8f), IsBold: true));
        float dot = MathF.Round(Size * 0.7f), pad = MathF.Round(Size * 0.6f);
        Box box = new(MathF.Round((_width - text.Width - dot - 3 * pad) / 2), Margin, text.Width + dot + 3 * pad, text.Height + pad);
        list.Fill(box, theme.Panel, box.Height / 2);
        list.Fill(new(box.X + pad, box.Y + (box.Height - dot) / 2, dot, dot), theme.Error, dot / 2);
        list.Write(text, box.X + 2 * pad + dot, box.Y + pad / 2, theme.Text, default);
    }

    private void PaintKeys(DrawList list)
    {
        TextStyle style = new(Size), bold = style with { IsBold = true };
        float line = MathF.Round(Size * 1.7f), pad = MathF.Round(Size * 1.3f), keys = 0, does = 0;
        foreach ((string key, string text) in KeyHelp.All)
        {
            keys = MathF.Max(keys, _setter.Set(key, bold).Width);
            does = MathF.Max(does, _setter.Set(text, style).Width);
        }
        float gap = Size * 1.2f, height = KeyHelp.All.Length * line + 2 * pad - (line - Size);
        Box box = new(MathF.Round((_width - keys - gap - does) / 2 - pad), MathF.Round((_height - height) / 2), keys + gap + does + 2 * pad, height);
        list.Fill(box, theme.Panel with { A = 225 }, theme.Radius * _height);
        for (int i = 0; i < KeyHelp.All.Length; i++)
        {
            float y = box.Y + pad + i * line - Size * 0.15f;
            TextBlock key = _setter.Set(KeyHelp.All[i].Key, bold);
            list.Write(key, box.X + pad + keys - key.Width, y, theme.Accent, default);
            list.Write(_setter.Set(KeyHelp.All[i].Does, style), box.X + pad + keys + gap, y, theme.Text, default);
        }
    }

    private void PaintEditor(DrawList list, LabelEditor editor, TimeSpan now)
    {
        TextStyle style = new(Size), small = new(MathF.Round(Size * 0.8f));
        float width = MathF.Min(_width * 0.8f, _height * 1.3f), pad = MathF.Round(Size);
        TextBlock head = _setter.Set("Labels, parted by commas", small), foot = _setter.Set("Enter: look for these    Esc: leave it", small);
        TextBlock text = _setter.Set(editor.Text.Length == 0 ? " " : editor.Text, style with { Wrap = MathF.Floor(width - 2 * pad) });
        float caret = editor.Text.Length == 0 ? 0 : CaretAt(editor.Text, style, width - 2 * pad);
        float height = head.Height + text.Height + foot.Height + 2 * pad + Size;
        Box box = new(MathF.Round((_width - width) / 2), MathF.Round((_height - height) / 2), width, height);
        list.Fill(box, theme.Panel with { A = 235 }, theme.Radius * _height);
        list.Write(head, box.X + pad, box.Y + pad, theme.Faint, default);
        float y = MathF.Round(box.Y + pad + head.Height + Size / 2);
        list.Fill(new Box(box.X + pad, y, width - 2 * pad, text.Height).Grow(Size * 0.4f, Size * 0.2f), theme.Track, theme.Radius * _height / 2);
        list.Write(text, box.X + pad, y, theme.Text, default);
        float lineHeight = text.Height / Math.Max(1, text.Lines);
        if (now.TotalSeconds % 1 < 0.6) list.Fill(new(MathF.Round(box.X + pad + caret) + 1, y + text.Height - lineHeight, MathF.Max(1, MathF.Round(Size / 9)), lineHeight), theme.Accent);
        list.Write(foot, box.X + pad, box.Bottom - pad - foot.Height, theme.Faint, default);
    }

    /// <summary>How far the last line reaches.</summary>
    private float CaretAt(string text, in TextStyle style, float wrap)
    {
        TextStyle wrapped = style with { Wrap = MathF.Floor(wrap) };
        int lines = _setter.Set(text, wrapped).Lines, start = 0;
        // The last line begins after the longest beginning that takes a line less.
        if (lines > 1)
            for (int i = text.Length; i > 0 && start == 0; i--)
                if (text[i - 1] == ' ' && _setter.Set(text[..i].TrimEnd(), wrapped).Lines < lines) start = i;
        string last = text[start..];
        return _setter.Set(last.TrimEnd(), style).Width + (last.Length - last.TrimEnd().Length) * style.Size * 0.32f;
    }
}
