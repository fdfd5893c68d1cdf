using System.Runtime.InteropServices;
using CoCa.Core.Tokenization;
using CoCa.Training.Data;
using CoCa.Training.Model;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace CoCa.Training.Steps;

/// <summary>
/// Self-critical training (Rennie et al., arXiv 1612.00563): captions are sampled, and those that score better than the others of their picture become more probable.
/// What a caption is measured against is the mean of the picture's other samples (Luo, arXiv 2003.09971), so nothing is decoded beside them. CoCa's paper does without.
/// Only the decoder's parameters should be trained by it: towers and embeddings then stay what they are. Not thread-safe.
/// </summary>
/// <param name="network">Its parameters' gradients are added to; in evaluation mode, so that samples and gradients are of one network.</param>
/// <param name="tokenizer">Between ids and words.</param>
/// <param name="reward">What a caption is worth, given whether it came to an end and what people said of the picture; such as <see cref="CaptionReward.Of"/>.</param>
/// <param name="samples">K: captions sampled for each picture, 2 or more.</param>
/// <param name="featuresFrom">The stem's layer whose feature map a batch holds instead of pixels; null for pixels.</param>
public sealed class SelfCriticalStep(CoCaNetwork network, ClipTokenizer tokenizer, Func<string, bool, IReadOnlyList<string>, double> reward, int samples, string? featuresFrom = null)
{
    /// <summary>
    /// Only tokens at least so probable as this share of the most probable one are sampled. What label smoothing leaves to each of thousands of tokens would otherwise
    /// put a word of nonsense into most captions.
    /// </summary>
    private const float LeastShare = 0.02f;

    /// <summary>Adds a batch's gradients to the parameters.</summary>
    /// <param name="batch">Pictures, and all their captions as ids.</param>
    /// <param name="seed">Of the samples.</param>
    /// <returns>As the caption's loss: minus the mean reward.</returns>
    public StepLosses Run(StepBatch batch, long seed)
    {
        using var scope = NewDisposeScope();
        int pictures = (int)batch.Pixels.shape[0], rows = pictures * samples, length = network.Config.Text.ContextLength;
        Tensor context;
        using (no_grad()) context = (featuresFrom is { } layer ? network.EncodeImagesFrom(layer, batch.Pixels) : network.EncodeImages(batch.Pixels)).Tokens;
        long[] ids = Sample(context, rows, length, (ulong)seed, out int longest);
        double[] rewards = Rewards(batch, ids, rows, length);
        float[] advantages = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            Span<double> own = rewards.AsSpan(row / samples * samples, samples);
            advantages[row] = (float)(rewards[row] - (TensorPrimitives.Sum<double>(own) - rewards[row]) / (samples - 1));
        }

        Tensor tokens = tensor(ids, [rows, length]).narrow(1, 0, longest), text;
        using (no_grad()) text = network.EncodeTexts(tokens.narrow(1, 0, longest - 1)).Tokens;
        Tensor logits = network.Decode(text, context);
        Tensor targets = tokens.narrow(1, 1, longest - 1).reshape(-1);
        Tensor surprise = nn.functional.cross_entropy(logits.reshape(targets.shape[0], -1), targets, ignore_index: network.Config.Text.PadId, reduction: nn.Reduction.None);
        long count = targets.ne(network.Config.Text.PadId).sum().item<long>();
        ((surprise.reshape(rows, longest - 1) * tensor(advantages, [rows, 1])).sum() / count).backward();
        return new StepLosses(0, -TensorPrimitives.Average<double>(rewards), count);
    }

    /// <summary>Ids [rows, length], padded: token after token of every row that has not ended, each from a stream of random numbers of its own.</summary>
    private long[] Sample(Tensor context, int rows, int length, ulong seed, out int longest)
    {
        using IDisposable _ = no_grad();
        long[] ids = new long[rows * length];
        for (int row = 0; row < rows; row++) ids[row * length] = tokenizer.StartId;
        int[] open = [.. Enumerable.Range(0, rows)];
        for (longest = 1; longest < length && open.Length > 0; longest++)
        {
            using var scope = NewDisposeScope();
            int at = longest;
            long[] begun = [.. open.SelectMany(row => ids.AsSpan(row * length, at).ToArray())];
            Tensor text = network.EncodeTexts(tensor(begun, [open.Length, at])).Tokens;
            Tensor pictures = context.index_select(0, tensor([.. open.Select(row => (long)(row / samples))]));
            Tensor logits = network.Decode(text, pictures).select(1, at - 1).cpu().contiguous();
            int vocabulary = (int)logits.shape[1];
            float[] all = MemoryMarshal.Cast<byte, float>(logits.bytes).ToArray();
            int[] still = open;
            Parallel.For(0, still.Length, i =>
            {
                SampleRandom random = new(SampleRandom.Mix(SampleRandom.Mix(seed, (ulong)still[i]), (ulong)at));
                ids[still[i] * length + at] = Draw(all.AsSpan(i * vocabulary, vocabulary), random.Uniform());
            });
            open = [.. open.Where(row => ids[row * length + at] != tokenizer.EndId)];
        }
        return ids;
    }

    private static int Draw(Span<float> logits, double uniform)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.Exp(logits, logits);
        double sum = 0;
        foreach (float share in logits)
            if (share >= LeastShare) sum += share;
        double left = uniform * sum;
        int drawn = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] < LeastShare) continue;
            drawn = i;
            left -= logits[i];
            if (left < 0) break;
        }
        return drawn;
    }

    private double[] Rewards(StepBatch batch, long[] ids, int rows, int length)
    {
        long[] written = MemoryMarshal.Cast<byte, long>(batch.Ids.cpu().contiguous().bytes).ToArray();
        int captions = (int)(batch.Ids.shape[0] / batch.Pixels.shape[0]), width = (int)batch.Ids.shape[1];
        double[] rewards = new double[rows];
        string[] references = [];
        for (int row = 0; row < rows; row++)
        {
            int picture = row / samples;
            if (row % samples == 0) references = [.. Enumerable.Range(picture * captions, captions).Select(c => tokenizer.DecodeCaption(written.AsSpan(c * width, width)))];
            ReadOnlySpan<long> own = ids.AsSpan(row * length, length);
            rewards[row] = reward(tokenizer.DecodeCaption(own), own.Contains(tokenizer.EndId), references);
        }
        return rewards;
    }
}
