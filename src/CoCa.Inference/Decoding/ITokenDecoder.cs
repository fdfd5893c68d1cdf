namespace CoCa.Inference.Decoding;

/// <summary>
/// What generation needs of a decoder: rows of tokens, all of one length, grouped by picture (the rows of picture 0 first, the same
/// number for each). Starts with one empty row a picture. The searches see nothing else, so tests drive them with a table of logits.
/// </summary>
internal interface ITokenDecoder
{
    /// <summary>Logits a row.</summary>
    int VocabularySize { get; }

    /// <summary>Tokens that a row may be fed.</summary>
    int Capacity { get; }

    /// <summary>Rows now.</summary>
    int Rows { get; }

    /// <summary>
    /// Appends the same number of tokens to each row (<paramref name="ids"/> is [Rows, n]) and returns the logits [Rows, V] after
    /// the last one. The caller may change them; they are valid until the next call.
    /// </summary>
    Span<float> Feed(ReadOnlySpan<long> ids);

    /// <summary>
    /// Row r becomes a continuation of what is row <paramref name="parents"/>[r]; the number of rows becomes that of the parents.
    /// The rows of a picture stay together: row r belongs to the picture of its parent, and every <paramref name="rowsPerPicture"/>
    /// neighbours have the same.
    /// </summary>
    void Arrange(ReadOnlySpan<int> parents, int rowsPerPicture);
}
