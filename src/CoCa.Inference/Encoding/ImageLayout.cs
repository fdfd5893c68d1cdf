using CoCa.Core.Configuration;

namespace CoCa.Inference.Encoding;

/// <summary>Sizes of everything that an image encoder takes and gives, for one picture.</summary>
public sealed record ImageLayout
{
    /// <summary>Derives the sizes from a configuration.</summary>
    public ImageLayout(CoCaConfig config)
    {
        VisionConfig vision = config.Vision;
        (Height, Width, Embed) = (vision.ImageHeight, vision.ImageWidth, config.EmbedDim);
        (TrunkTokens, TrunkWidth) = (vision.Tokens, vision.Width);
        (Tokens, TokenWidth) = (vision.ContextTokens, vision.Pooler == PoolerKind.None ? vision.Width : config.EmbedDim);
        if (vision.Pooler == PoolerKind.None) return;
        int headSize = config.EmbedDim / vision.PoolerHeads;
        Generative = new(vision.PoolerHeads, Tokens, headSize);
        if (vision.Pooler != PoolerKind.Cascade) Contrastive = new(vision.PoolerHeads, 1, headSize);
    }

    /// <summary>H, pixels.</summary>
    public int Height { get; }

    /// <summary>W, pixels.</summary>
    public int Width { get; }

    /// <summary>Floats of a picture [3, H, W].</summary>
    public int Pixels => 3 * Height * Width;

    /// <summary>E: entries of an embedding.</summary>
    public int Embed { get; }

    /// <summary>N: tokens of one picture that the decoder attends to.</summary>
    public int Tokens { get; }

    /// <summary>Dt: entries of such a token.</summary>
    public int TokenWidth { get; }

    /// <summary>1 + P: class token and patches.</summary>
    public int TrunkTokens { get; }

    /// <summary>W: entries of a trunk token.</summary>
    public int TrunkWidth { get; }

    /// <summary>Partials of the contrastive query; null where there are none.</summary>
    public PartialsShape? Contrastive { get; }

    /// <summary>Partials of the generative queries; null where there are none.</summary>
    public PartialsShape? Generative { get; }

    /// <summary>All outputs that this model has.</summary>
    public ImageOutputs Available =>
        ImageOutputs.Embedding | ImageOutputs.Features | ImageOutputs.Tokens | ImageOutputs.Trunk
        | (Generative is null ? 0 : ImageOutputs.Generative)
        | (Contrastive is null ? 0 : ImageOutputs.Contrastive | ImageOutputs.Scores);
}
