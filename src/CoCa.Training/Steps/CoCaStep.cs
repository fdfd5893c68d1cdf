using System.Runtime.InteropServices;
using CoCa.Training.Losses;
using CoCa.Training.Model;
using static TorchSharp.torch;

namespace CoCa.Training.Steps;

/// <summary>
/// Both losses and their gradients for one global batch, however it is cut: into parts of one process, over processes, or not at all.
/// The contrastive loss spans the whole batch, so embeddings are collected first and the loss is taken of them alone; what it says about each
/// embedding then goes back through the part that the embedding came from. The captioning loss of a part is its sum over tokens divided by
/// the tokens of the whole batch. So N parts give what one batch gives, to rounding (dropout apart). Not thread-safe.
/// </summary>
/// <param name="network">Its parameters' gradients are added to.</param>
/// <param name="options">What is minimised.</param>
public sealed class CoCaStep(CoCaNetwork network, StepOptions options)
{
    /// <summary>Adds the batch's gradients to the parameters.</summary>
    /// <param name="parts">The batch in parts of one number of texts a picture; one part needs one forward pass, several need two of the towers.</param>
    /// <param name="seed">Of the dropout: a part's two passes must drop the same.</param>
    public StepLosses Run(IReadOnlyList<StepBatch> parts, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var scope = NewDisposeScope();
        long tokens = parts.Sum(p => p.Ids.narrow(1, 1, p.Ids.shape[1] - 1).ne(network.Config.Text.PadId).sum().item<long>());

        // One part keeps its graph; of several only the embeddings stay.
        List<Encoded> encoded = [];
        if (parts.Count == 1) encoded.Add(Encode(parts[0], seed, 0));
        else
            using (no_grad())
                for (int i = 0; i < parts.Count; i++) encoded.Add(Encode(parts[i], seed, i).EmbeddingsOnly());

        using Tensor images = cat([.. encoded.Select(e => e.Image.detach())], 0).requires_grad_(true);
        using Tensor texts = cat([.. encoded.Select(e => e.Text.detach())], 0).requires_grad_(true);
        double contrastive = 0;
        if (options.ContrastiveWeight > 0)
        {
            Tensor loss = CoCaLoss.Contrastive(images, texts, network.LogitScale, EqualTexts([.. parts.Select(p => p.Ids)], images.shape[0])) * options.ContrastiveWeight;
            loss.backward();
            contrastive = loss.item<float>();
        }

        double caption = 0;
        long imageRow = 0, textRow = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            using var part = NewDisposeScope();
            Encoded e = parts.Count == 1 ? encoded[0] : Encode(parts[i], seed, i);
            Tensor? loss = null;
            if (options.ContrastiveWeight > 0)
            {
                // The derivative of this sum with respect to a parameter is what the whole loss says through these rows.
                loss = (e.Image * images.grad!.narrow(0, imageRow, e.Image.shape[0])).sum() + (e.Text * texts.grad!.narrow(0, textRow, e.Text.shape[0])).sum();
            }
            if (options.CaptionWeight > 0)
            {
                Tensor own = CoCaLoss.CaptionSum(network.Decode(e.TextTokens.narrow(1, 0, e.TextTokens.shape[1] - 1), e.ImageTokens), parts[i].Ids, network.Config.Text.PadId, options.LabelSmoothing) * (options.CaptionWeight / tokens);
                caption += own.item<float>();
                loss = loss is null ? own : loss + own;
            }
            loss?.backward();
            imageRow += e.Image.shape[0];
            textRow += e.Text.shape[0];
        }
        return new StepLosses(contrastive, caption, tokens);
    }

    /// <summary>Keeps the temperature where the reference keeps it: its logarithm in [0, ln 100].</summary>
    public void ClampScale()
    {
        using IDisposable _ = no_grad();
        network.LogitScale.clamp_(0, Math.Log(100));
    }

    private Encoded Encode(StepBatch part, long seed, int index)
    {
        using (manual_seed((seed * 7919) + index)) { }
        ImageOutput image = options.FeaturesFrom is { } layer ? network.EncodeImagesFrom(layer, part.Pixels) : network.EncodeImages(part.Pixels);
        TextOutput text = network.EncodeTexts(part.Ids);
        return new Encoded(Unit(image.Features), image.Tokens, Unit(text.Features), text.Tokens);
    }

    private static Tensor Unit(Tensor x) => nn.functional.normalize(x, 2, -1);

    /// <summary>[C, N, N]: where two different pictures have word for word the same text; null if there are none.</summary>
    private static Tensor? EqualTexts(List<Tensor> ids, long pictures)
    {
        List<int> hashes = [];
        foreach (Tensor part in ids)
        {
            ReadOnlySpan<long> all = MemoryMarshal.Cast<byte, long>(part.cpu().contiguous().bytes);
            int length = (int)part.shape[1];
            for (int row = 0; row < part.shape[0]; row++)
            {
                HashCode hash = new();
                // Parts are cut to different lengths: what stands behind the text does not count.
                foreach (long id in all.Slice(row * length, length).TrimEnd(0)) hash.Add(id);
                hashes.Add(hash.ToHashCode());
            }
        }
        if (hashes.Distinct().Count() == hashes.Count) return null;
        int n = (int)pictures, captions = hashes.Count / n;
        bool[] equal = new bool[captions * n * n];
        for (int c = 0; c < captions; c++)
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    equal[(((c * n) + i) * n) + j] = i != j && hashes[(i * captions) + c] == hashes[(j * captions) + c];
        return equal.Contains(true) ? tensor(equal, [captions, n, n]) : null;
    }

    private readonly record struct Encoded(Tensor Image, Tensor ImageTokens, Tensor Text, Tensor TextTokens)
    {
        public Encoded EmbeddingsOnly() => new(Image, Image, Text, Text);
    }
}
