using CoCa.Drawing.Text;
using Silk.NET.OpenGL;

namespace CoCa.Overlay.Graphics;

/// <summary>
/// The masks of texts side by side in one texture, letters in red and outlines in green: shelves of texts that are about as high as each other. When it is full it begins anew with what is
/// still drawn. Of the context's thread.
/// </summary>
internal sealed class TextAtlas(GL gl) : IDisposable
{
    private const int Smallest = 1024;

    private readonly Dictionary<TextBlock, (int X, int Y)> _places = [];
    private readonly List<(int Y, int Height, int Used)> _shelves = [];
    private readonly Texture _texture = new(gl, InternalFormat.RG8, PixelFormat.RG, PixelType.UnsignedByte, isSmooth: false);
    private readonly int _largest = gl.GetInteger(GetPName.MaxTextureSize);
    private byte[] _pairs = [];
    private int _bottom;

    public void Bind() => _texture.Bind();

    /// <summary>Where a text's mask is. False when there is no more room: draw what was placed, <see cref="Clear"/>, and ask again.</summary>
    public bool TryPlace(TextBlock text, out (int X, int Y) place)
    {
        if (_places.TryGetValue(text, out place)) return true;
        if (text.MaskWidth > _texture.Width || text.MaskHeight > _texture.Height)
        {
            if (_places.Count > 0) return false;
            int side = Math.Max(Smallest, 2 * Math.Max(text.MaskWidth, text.MaskHeight));
            _texture.Resize(Math.Min(_largest, side), Math.Min(_largest, side));
        }
        if (!TryFindRoom(text.MaskWidth, text.MaskHeight, out place)) return false;
        Load(text, place);
        _places[text] = place;
        return true;
    }

    /// <summary>Forgets all texts.</summary>
    public void Clear()
    {
        _places.Clear();
        _shelves.Clear();
        _bottom = 0;
    }

    public void Dispose() => _texture.Dispose();

    private bool TryFindRoom(int width, int height, out (int X, int Y) place)
    {
        for (int i = 0; i < _shelves.Count; i++)
        {
            (int y, int shelf, int used) = _shelves[i];
            if (height > shelf || height * 4 < shelf * 3 || used + width > _texture.Width) continue;
            place = (used, y);
            _shelves[i] = (y, shelf, used + width);
            return true;
        }
        place = (0, _bottom);
        if (_bottom + height > _texture.Height || width > _texture.Width) return false;
        _shelves.Add((_bottom, height, width));
        _bottom += height;
        return true;
    }

    private void Load(TextBlock text, (int X, int Y) place)
    {
        ReadOnlySpan<byte> fill = text.Fill, outline = text.Outline;
        if (_pairs.Length < 2 * fill.Length) _pairs = new byte[2 * fill.Length];
        for (int i = 0; i < fill.Length; i++) (_pairs[2 * i], _pairs[2 * i + 1]) = (fill[i], outline.IsEmpty ? (byte)0 : outline[i]);
        _texture.Load(place.X, place.Y, text.MaskWidth, text.MaskHeight, (ReadOnlySpan<byte>)_pairs.AsSpan(0, 2 * fill.Length));
    }
}
