using CoCa.Inference.Decoding;

namespace CoCa.Inference.Tests.Generation;

/// <summary>A decoder whose logits are a fixed function of a row's picture and tokens; it keeps whole rows, so a wrong arrangement shows.</summary>
internal sealed class TableDecoder(int pictures, int vocabulary, int capacity, ulong seed, float scale = 4) : ITokenDecoder
{
    private List<(int Picture, List<long> Ids)> _rows = [.. Enumerable.Range(0, pictures).Select(p => (p, new List<long>()))];
    private float[] _logits = [];

    public int VocabularySize => vocabulary;
    public int Capacity => capacity;
    public int Rows => _rows.Count;

    /// <summary>Rows fed in all steps together: the work done.</summary>
    public int RowsFed { get; private set; }

    /// <summary>Rows whose cache had to be copied.</summary>
    public int RowsMoved { get; private set; }

    /// <summary>Overrides the function for a state.</summary>
    public Func<int, IReadOnlyList<long>, float[]?>? Override { get; set; }

    public Span<float> Feed(ReadOnlySpan<long> ids)
    {
        int each = ids.Length / _rows.Count;
        Assert.Equal(ids.Length, each * _rows.Count);
        if (_logits.Length < _rows.Count * vocabulary) _logits = new float[_rows.Count * vocabulary];
        RowsFed += _rows.Count;
        for (int row = 0; row < _rows.Count; row++)
        {
            (int picture, List<long> tokens) = _rows[row];
            for (int i = 0; i < each; i++) tokens.Add(ids[row * each + i]);
            Assert.True(tokens.Count <= capacity, "more tokens than the decoder holds");
            Logits(picture, tokens).CopyTo(_logits.AsSpan(row * vocabulary));
        }
        return _logits.AsSpan(0, _rows.Count * vocabulary);
    }

    public void Arrange(ReadOnlySpan<int> parents, int rowsPerPicture)
    {
        List<(int, List<long>)> next = [];
        for (int row = 0; row < parents.Length; row++)
        {
            Assert.Equal(_rows[parents[row - row % rowsPerPicture]].Picture, _rows[parents[row]].Picture);
            next.Add((_rows[parents[row]].Picture, [.. _rows[parents[row]].Ids]));
            if (parents[row] != row) RowsMoved++;
        }
        _rows = next;
    }

    public float[] Logits(int picture, IReadOnlyList<long> tokens)
    {
        if (Override?.Invoke(picture, tokens) is { } given) return given;
        ulong state = seed + (ulong)picture * 977;
        foreach (long t in tokens) state = Mix(state + (ulong)t + 1);
        float[] logits = new float[vocabulary];
        for (int v = 0; v < vocabulary; v++) logits[v] = scale * ((Mix(state + (ulong)v) >> 40) / (float)(1 << 24) * 2 - 1);
        return logits;
    }

    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
