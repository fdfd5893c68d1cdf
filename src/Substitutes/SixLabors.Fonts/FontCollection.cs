using System.Globalization;
using SixLabors.Fonts.Native;

namespace SixLabors.Fonts;

public sealed class FontCollection
{
    private readonly List<FontFamily> _families = [];

    public IEnumerable<FontFamily> Families => _families;

    public FontFamily Add(string path) => Add(path, 0, out _);

    /// <summary>The faces of a collection file (.ttc), one family each.</summary>
    public IEnumerable<FontFamily> AddCollection(string path)
    {
        List<FontFamily> added = [Add(path, 0, out int faces)];
        for (int i = 1; i < faces; i++) added.Add(Add(path, i, out _));
        return added;
    }

    public FontFamily Get(string name) => TryGet(name, out FontFamily family) ? family : throw new FontFamilyNotFoundException(name);

    public bool TryGet(string name, out FontFamily family)
    {
        int at = _families.FindIndex(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
        family = at < 0 ? default : _families[at];
        return at >= 0;
    }

    private FontFamily Add(string path, int index, out int faces)
    {
        FontFace face = FontFace.Open(path, index, out faces);
        int at = _families.FindIndex(f => f.Name == face.FamilyName);
        if (at >= 0)
        {
            _families[at].Faces.Add(face);
            return _families[at];
        }
        FontFamily family = new(face.FamilyName, CultureInfo.InvariantCulture, [face]);
        _families.Add(family);
        return family;
    }
}
