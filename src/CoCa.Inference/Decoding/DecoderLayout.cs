using CoCa.Core.Configuration;

namespace CoCa.Inference.Decoding;

/// <summary>Sizes of the decoder's caches. Self-attention layers are counted through: the text tower's first, then the multimodal decoder's.</summary>
internal sealed record DecoderLayout
{
    public DecoderLayout(CoCaConfig config)
    {
        (TextConfig text, MultimodalConfig multimodal) = (config.Text, config.Multimodal);
        Self = [.. Enumerable.Repeat(new CacheShape(text.Heads, text.Width / text.Heads), text.Layers), .. Enumerable.Repeat(new CacheShape(multimodal.Heads, multimodal.Width / multimodal.Heads), multimodal.Layers)];
        Cross = [.. Enumerable.Repeat(new CacheShape(multimodal.Heads, multimodal.Width / multimodal.Heads), multimodal.Layers)];
        (Vocabulary, ContextLength, PadId, Width) = (multimodal.VocabularySize, text.ContextLength, text.PadId, multimodal.Width);
    }

    /// <summary>Self-attention caches, one for each layer.</summary>
    public IReadOnlyList<CacheShape> Self { get; }

    /// <summary>Cross-attention keys and values, one for each decoder layer.</summary>
    public IReadOnlyList<CacheShape> Cross { get; }

    public int Vocabulary { get; }

    /// <summary>Tokens that a row may be fed.</summary>
    public int ContextLength { get; }

    /// <summary>A key after this token is invisible, as in training.</summary>
    public int PadId { get; }

    /// <summary>D: width of the decoder.</summary>
    public int Width { get; }
}
