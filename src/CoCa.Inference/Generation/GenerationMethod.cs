namespace CoCa.Inference.Generation;

/// <summary>How the next token is chosen.</summary>
public enum GenerationMethod
{
    /// <summary>Beam search over true log-probabilities: the most probable caption that the width finds, without a length penalty.</summary>
    Beam,

    /// <summary>The most probable next token at every step.</summary>
    Greedy,

    /// <summary>A draw from the distribution after <see cref="GenerationOptions.TopK"/>, <see cref="GenerationOptions.TopP"/> and <see cref="GenerationOptions.Temperature"/>.</summary>
    Sample,

    /// <summary>
    /// OpenCLIP's own beam search (its default), by the name <c>openclip</c>: it ranks by sums of raw logits, not of
    /// log-probabilities, divided by the length. For comparison with that implementation.
    /// </summary>
    OpenClipBeam,
}
