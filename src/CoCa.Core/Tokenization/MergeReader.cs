using System.Text;

namespace CoCa.Core.Tokenization;

/// <summary>Reads merges out of text, a pair of tokens a line, without making strings of what is only looked up.</summary>
internal ref struct MergeReader(string name, ReadOnlySpan<byte> utf8)
{
    private ReadOnlySpan<byte> _rest = utf8;
    private char[] _line = new char[64];
    private int _number, _blank, _length;

    /// <summary>The first token of the line at hand.</summary>
    public readonly ReadOnlySpan<char> Left => _line.AsSpan(0, _blank);

    /// <summary>The second token of the line at hand.</summary>
    public readonly ReadOnlySpan<char> Right => _line.AsSpan(_blank, _length - _blank);

    /// <summary>Both tokens of the line at hand as one.</summary>
    public readonly ReadOnlySpan<char> Result => _line.AsSpan(0, _length);

    /// <summary>Goes on to the next pair; empty lines and a first line that names the version are left out.</summary>
    /// <exception cref="InvalidInputException">A line is no pair.</exception>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? _rest : _rest[..end]).TrimEnd((byte)'\r');
            _rest = end < 0 ? default : _rest[(end + 1)..];
            _number++;
            if (line.IsEmpty || (_number == 1 && line.IndexOf("#version"u8) >= 0)) continue;
            int most = Encoding.UTF8.GetMaxCharCount(line.Length);
            if (_line.Length < most) _line = new char[most];
            Split(Encoding.UTF8.GetChars(line, _line), $"line {_number}");
            return true;
        }
        return false;
    }

    /// <summary>Takes a pair that stands somewhere else.</summary>
    public void Set(string pair, int number)
    {
        if (_line.Length < pair.Length) _line = new char[pair.Length];
        pair.CopyTo(_line);
        Split(pair.Length, $"merge {number}");
    }

    /// <summary>The pair at hand by its tokens' ids.</summary>
    /// <exception cref="InvalidInputException">A token is not in the vocabulary.</exception>
    public readonly Vocabulary.Merge Resolve(Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids, int number)
    {
        if (!ids.TryGetValue(Left, out int left)) throw Lacks(Left, number);
        if (!ids.TryGetValue(Right, out int right)) throw Lacks(Right, number);
        return ids.TryGetValue(Result, out int result) ? new(left, right, result) : throw Lacks(Result, number);
    }

    private readonly InvalidInputException Lacks(ReadOnlySpan<char> token, int number) => Vocabulary.Lacks(name, token, $"merge {number} ({Left} {Right})");

    /// <summary>Finds the blank and takes it out.</summary>
    private void Split(int length, string where)
    {
        Span<char> line = _line.AsSpan(0, length);
        _blank = line.IndexOf(' ');
        if (_blank <= 0 || _blank == length - 1 || line[(_blank + 1)..].Contains(' '))
            throw new InvalidInputException($"{name}, {where}: expected two tokens and one blank between them, got \"{line[..Math.Min(length, 40)]}\"");
        line[(_blank + 1)..].CopyTo(line[_blank..]);
        _length = length - 1;
    }
}
