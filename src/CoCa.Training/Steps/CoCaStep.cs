using System.Runtime.InteropServices;
using CoCa.Training.Distributed;
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
/// <param name="processes">Those that share the batch: each has one part of it of the same size, in the order of ranks; null for this one alone.</param>
public sealed class CoCaStep(CoCaNetwork network, StepOptions options, ICommunicator? processes = null)
{
    private readonly ICommunicator _processes = processes ?? new SingleProcess();

    /// <summary>Adds the batch's gradients to the parameters.</summary>
    /// <param name="parts">This process's batch in parts of one number of texts a picture; one part needs one forward pass, several need two of the towers.</param>
    /// <param name="seed">Of the dropout: a part's two passes must drop the same.</param>
    public StepLosses Run(IReadOnlyList<StepBatch> parts, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var scope = NewDisposeScope();
        long tokens = (long)Sum(parts.Sum(p => p.Ids.narrow(1, 1, p.Ids.shape[1] - 1).ne(network.Config.Text.PadId).sum().item<long>()));

        // One part keeps its graph; of several only the embeddings stay.
        List<Encoded> encoded = [];
        if (parts.Count == 1) encoded.Add(Encode(parts[0], seed, 0));
        else
            using (no_grad())
                for (int i = 0; i < parts.Count; i++) encoded.Add(Encode(parts[i], seed, i).EmbeddingsOnly());

        Tensor images = Gather(cat([.. encoded.Select(e => e.Image.detach())], 0)).requires_grad_(true);
        Tensor texts = Gather(cat([.. encoded.Select(e => e.Text.detach())], 0)).requires_grad_(true);
        double contrastive = 0;
        if (options.ContrastiveWeight > 0)
        {
            Tensor loss = CoCaLoss.Contrastive(images, texts, network.LogitScale, EqualTexts([.. parts.Select(p => p.Ids)], images.shape[0])) * options.ContrastiveWeight;
            loss.backward();
            contrastive = loss.item<float>();
            // Every process has the whole loss; its rows are each one's own, but the temperature's gradient would be summed once too often.
            if (_processes.Rank > 0)
                using (no_grad()) network.LogitScale.grad!.zero_();
        }

        double caption = 0;
        long imageRow = images.shape[0] / _processes.Size * _processes.Rank, textRow = texts.shape[0] / _processes.Size * _processes.Rank;
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
        SumGradients();
        return new StepLosses(contrastive, Sum(caption), tokens);
    }

    /// <summary>Keeps the temperature where the reference keeps it: its logarithm in [0, ln 100].</summary>
    public static void ClampScale(CoCaNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using IDisposable _ = no_grad();
        network.LogitScale.clamp_(0, Math.Log(100));
    }

    private double Sum(double value)
    {
        Span<float> one = [(float)value];
        _processes.AllReduceSum(one);
        return one[0];
    }

    private Tensor Gather(Tensor own)
    {
        if (_processes.Size == 1) return own;
        float[] all = new float[own.numel() * _processes.Size];
        _processes.AllGather(MemoryMarshal.Cast<byte, float>(own.cpu().contiguous().bytes), all);
        return tensor(all, [own.shape[0] * _processes.Size, own.shape[1]]).to(own.device);
    }

    /// <summary>All gradients go through one buffer: one message is cheaper than hundreds.</summary>
    private void SumGradients()
    {
        if (_processes.Size == 1) return;
        using IDisposable _ = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> gradients = [.. network.parameters().Where(p => p.requires_grad && p.grad is not null).Select(p => p.grad!)];
        Tensor flat = cat([.. gradients.Select(g => g.reshape(-1))], 0).cpu();
        Span<float> values = MemoryMarshal.Cast<byte, float>(flat.bytes);
        _processes.AllReduceSum(values);
        long at = 0;
        foreach (Tensor gradient in gradients)
        {
            gradient.copy_(flat.narrow(0, at, gradient.numel()).reshape(gradient.shape));
            at += gradient.numel();
        }
    }

    private Encoded Encode(StepBatch part, long seed, int index)
    {
        using (manual_seed((((seed * 7919) + _processes.Rank) * 7919) + index)) { }
        ImageOutput image = options.FeaturesFrom is { } layer ? network.EncodeImagesFrom(layer, part.Pixels) : network.EncodeImages(part.Pixels);
        TextOutput text = network.EncodeTexts(part.Ids);
        return new Encoded(Unit(image.Features), image.Tokens, Unit(text.Features), text.Tokens);
    }

    private static Tensor Unit(Tensor x) => nn.functional.normalize(x, 2, -1);

    /// <summary>[C, N, N]: where two different pictures have word for word the same text; null if there are none.</summary>
    private Tensor? EqualTexts(List<Tensor> ids, long pictures)
    {
        List<float> own = [];
        foreach (Tensor part in ids)
        {
            ReadOnlySpan<long> all = MemoryMarshal.Cast<byte, long>(part.cpu().contiguous().bytes);
            int length = (int)part.shape[1];
            for (int row = 0; row < part.shape[0]; row++)
            {
                // Parts are cut to different lengths: what stands behind the text does not count.
                uint hash = 2166136261;
                foreach (long id in all.Slice(row * length, length).TrimEnd(network.Config.Text.PadId)) hash = (hash ^ (uint)id) * 16777619; // FNV-1a: the same in every process
                own.Add(BitConverter.UInt32BitsToSingle(hash));
            }
        }
        float[] gathered = new float[own.Count * _processes.Size];
        _processes.AllGather(CollectionsMarshal.AsSpan(own), gathered);
        uint[] hashes = [.. gathered.Select(BitConverter.SingleToUInt32Bits)];
        if (hashes.Distinct().Count() == hashes.Length) return null;
        int n = (int)pictures, captions = hashes.Length / n;
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
