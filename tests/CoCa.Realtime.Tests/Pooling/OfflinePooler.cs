using CoCa.Core.Weights;

namespace CoCa.Realtime.Tests.Pooling;

/// <summary>
/// The model's own pooling of a video as the fixtures' README states it, in double precision and all at once: every query attends to all tokens of all frames, side by side. Knows
/// nothing of partials or graphs; reads the recorded weights and the trunk tokens that the reference made.
/// </summary>
internal sealed class OfflinePooler(TensorFile weights, double[][] frames, int heads)
{
    private const double Epsilon = 1e-5;

    /// <summary>Whether the contrastive query has a pooler of its own that reads the trunk beside the other (<c>parallel</c>).</summary>
    private bool IsParallel => weights.Contains("visual.attn_pool_contrastive.query");

    /// <summary>The video's feature as projected, and the decoder's tokens, of these frames in this order.</summary>
    public (double[] Features, double[] Tokens) Pool(IReadOnlyList<int> order)
    {
        double[] trunk = [.. order.SelectMany(f => frames[f])];
        double[][] pooled, contrastive;
        if (IsParallel)
        {
            double[] normed = [.. Norm(trunk, "visual.ln_post").SelectMany(r => r)];
            (pooled, contrastive) = (Attend(normed, "visual.attn_pool"), Attend(normed, "visual.attn_pool_contrastive"));
        }
        else
        {
            pooled = [.. Norm([.. Attend(trunk, "visual.attn_pool").SelectMany(r => r)], "visual.ln_post")];
            (contrastive, pooled) = (pooled[..1], pooled[1..]);
        }
        float[] proj = weights.Floats("visual.proj");
        int size = contrastive[0].Length;
        double[] features = new double[size];
        for (int i = 0; i < size; i++)
            for (int o = 0; o < size; o++) features[o] += contrastive[0][i] * proj[i * size + o];
        return (features, [.. pooled.SelectMany(r => r)]);
    }

    /// <summary><c>MHA(ln_q(query), ln_k(x), ln_k(x))</c></summary>
    private double[][] Attend(double[] x, string name)
    {
        float[] query = weights.Floats($"{name}.query"), bias = weights.Floats($"{name}.attn.in_proj_bias");
        int size = bias.Length / 3, head = size / heads;
        double[][] keysIn = [.. Norm(x, $"{name}.ln_k")];
        bool isPacked = weights.Contains($"{name}.attn.in_proj_weight");
        float[][] matrices = isPacked ? [.. weights.Floats($"{name}.attn.in_proj_weight").Chunk(size * size)]
            : [.. ((string[])["q", "k", "v"]).Select(p => weights.Floats($"{name}.attn.{p}_proj_weight"))];
        double[][] q = [.. Norm([.. query.Select(v => (double)v)], $"{name}.ln_q").Select(r => Linear(r, matrices[0], bias[..size]))];
        double[][] k = [.. keysIn.Select(r => Linear(r, matrices[1], bias[size..(2 * size)]))], v = [.. keysIn.Select(r => Linear(r, matrices[2], bias[(2 * size)..]))];
        double[][] result = new double[q.Length][];
        Parallel.For(0, q.Length, i =>
        {
            double[] mixed = new double[size], scores = new double[k.Length];
            for (int h = 0; h < heads; h++)
            {
                for (int j = 0; j < k.Length; j++)
                {
                    scores[j] = 0;
                    for (int d = h * head; d < (h + 1) * head; d++) scores[j] += q[i][d] * k[j][d];
                    scores[j] /= Math.Sqrt(head);
                }
                double most = scores.Max(), sum = 0;
                for (int j = 0; j < k.Length; j++) sum += scores[j] = Math.Exp(scores[j] - most);
                for (int j = 0; j < k.Length; j++)
                    for (int d = h * head; d < (h + 1) * head; d++) mixed[d] += scores[j] / sum * v[j][d];
            }
            result[i] = Linear(mixed, weights.Floats($"{name}.attn.out_proj.weight"), weights.Floats($"{name}.attn.out_proj.bias"));
        });
        return result;
    }

    private IEnumerable<double[]> Norm(double[] rows, string name)
    {
        float[] weight = weights.Floats($"{name}.weight"), bias = weights.Floats($"{name}.bias");
        foreach (double[] row in rows.Chunk(weight.Length))
        {
            double mean = row.Average(), deviation = Math.Sqrt(row.Sum(x => (x - mean) * (x - mean)) / row.Length + Epsilon);
            yield return [.. row.Select((x, i) => (x - mean) / deviation * weight[i] + bias[i])];
        }
    }

    private static double[] Linear(double[] row, float[] weight, float[] bias)
    {
        double[] result = [.. bias.Select(b => (double)b)];
        for (int o = 0; o < result.Length; o++)
            for (int i = 0; i < row.Length; i++) result[o] += row[i] * weight[o * row.Length + i];
        return result;
    }
}
