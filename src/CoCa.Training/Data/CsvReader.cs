using System.Text;

namespace CoCa.Training.Data;

/// <summary>Reads comma-separated values (RFC 4180): fields may stand in double quotes, with commas, line ends and doubled quotes inside.</summary>
internal ref struct CsvReader(ReadOnlySpan<char> text)
{
    private readonly StringBuilder _field = new();
    private ReadOnlySpan<char> _rest = text;
    private int _nextLine = 1;

    /// <summary>The line on which the row at hand began, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Whether the row at hand ended within quotes that were never closed.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The row at hand.</summary>
    public readonly List<string> Fields { get; } = [];

    /// <summary>Goes on to the next row; empty lines are left out.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            Line = _nextLine;
            Fields.Clear();
            while (ReadField()) { }
            if (Fields is not [""] || IsOpen) return true;
        }
        return false;
    }

    /// <summary>Reads a field and what ends it; false if that was the row's end.</summary>
    private bool ReadField()
    {
        _field.Clear();
        IsOpen = false;
        if (_rest is ['"', ..])
        {
            _rest = _rest[1..];
            IsOpen = true;
            while (IsOpen && !_rest.IsEmpty)
            {
                int quote = _rest.IndexOf('"');
                Take(quote < 0 ? _rest.Length : quote);
                if (_rest.IsEmpty) break;
                IsOpen = _rest is ['"', '"', ..];
                if (IsOpen) _field.Append('"');
                _rest = _rest[(IsOpen ? 2 : 1)..];
            }
        }
        int end = _rest.IndexOfAny(',', '\n');
        bool more = end >= 0 && _rest[end] == ',';
        ReadOnlySpan<char> plain = end < 0 ? _rest : _rest[..end];
        _field.Append(more ? plain : plain.TrimEnd('\r'));
        if (end >= 0 && !more) _nextLine++;
        _rest = end < 0 ? default : _rest[(end + 1)..];
        Fields.Add(_field.ToString());
        return more;
    }

    private void Take(int length)
    {
        _field.Append(_rest[..length]);
        _nextLine += _rest[..length].Count('\n');
        _rest = _rest[length..];
    }
}
