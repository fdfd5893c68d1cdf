using static TorchSharp.torch;

namespace CoCa.Training.Losses;

/// <summary>CoCa's two losses (paper section 3.2, equations 2 and 4), as sums and means that a batch may be cut into.</summary>
public static class CoCaLoss
{
    /// <summary>
    /// The contrastive loss: the mean of both cross-entropies over <c>scale * image @ text^T</c>, and over a picture's C texts. A text
    /// that stands word for word beside another picture too is no negative of it.
    /// </summary>
    /// <param name="images">[N, E], unit length.</param>
    /// <param name="texts">[N * C, E], unit length; the C texts of a picture stand together.</param>
    /// <param name="logitScale">The logarithm of the scale, scalar.</param>
    /// <param name="equal">[C, N, N], true where text j is word for word text i and i is not j; null if no two are.</param>
    public static Tensor Contrastive(Tensor images, Tensor texts, Tensor logitScale, Tensor? equal = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(logitScale);
        long n = images.shape[0], captions = texts.shape[0] / n;
        Tensor byCaption = texts.reshape(n, captions, -1).transpose(0, 1); // [C, N, E]
        Tensor logits = matmul(images.unsqueeze(0), byCaption.transpose(1, 2)) * logitScale.exp(); // [C, N images, N texts]
        if (equal is not null) logits = logits.masked_fill(equal, float.NegativeInfinity);
        Tensor targets = arange(n, dtype: ScalarType.Int64, device: images.device).repeat(captions);
        Tensor ofImages = nn.functional.cross_entropy(logits.reshape(captions * n, n), targets);
        Tensor ofTexts = nn.functional.cross_entropy(logits.transpose(1, 2).reshape(captions * n, n), targets);
        return (ofImages + ofTexts) / 2;
    }

    /// <summary>
    /// The sum over tokens of the captioning loss: cross-entropy of <c>logits[:, i]</c> against <c>ids[:, i + 1]</c>; pads count nothing.
    /// Divided by the number of tokens of the whole (global) batch it is the loss.
    /// </summary>
    /// <param name="logits">[T, M - 1, V]</param>
    /// <param name="ids">[T, M]</param>
    /// <param name="padId">The id that is no word.</param>
    /// <param name="labelSmoothing">0..1</param>
    public static Tensor CaptionSum(Tensor logits, Tensor ids, long padId, double labelSmoothing = 0)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(ids);
        Tensor targets = ids.narrow(1, 1, ids.shape[1] - 1).reshape(-1);
        return nn.functional.cross_entropy(logits.reshape(targets.shape[0], -1), targets, ignore_index: padId, reduction: nn.Reduction.Sum, label_smoothing: labelSmoothing);
    }
}
