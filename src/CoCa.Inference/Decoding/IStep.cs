namespace CoCa.Inference.Decoding;

/// <summary>The decoder graph bound for one number of rows and of new tokens a row.</summary>
internal interface IStep : IDisposable
{
    /// <summary>Feeds the tokens [rows, n], the first of which stand at <paramref name="position"/>; the logits are then in the bound output.</summary>
    void Run(ReadOnlySpan<long> ids, int position, RowHistory history);
}
