using System.Numerics.Tensors;
using CoCa.Core.Weights;

namespace CoCa.Export.Weights;

/// <summary>
/// A model's tensors as the graphs want them: matrices as [inputs, outputs], and everything that is a constant of the trained model
/// (attention scales, layer scales, a norm's gain in front of a product) multiplied into the weights, once and exactly.
/// </summary>
internal sealed class ModelWeights(TensorFile file)
{
    private static readonly AttentionParts[] s_parts = [AttentionParts.Queries, AttentionParts.Keys, AttentionParts.Values];

    /// <summary>A tensor as it is stored.</summary>
    public float[] Floats(string name) => file.Floats(name);

    /// <summary>The shape of a tensor.</summary>
    public long[] Shape(string name) => [.. file.Info(name).Shape];

    /// <summary>
    /// The layer of <c>NAME.weight</c> and <c>NAME.bias</c>, followed by the layer scale of that name where the model has one:
    /// <c>g (W x + b) = (g W) x + g b</c>.
    /// </summary>
    public Dense Linear(string name, string? layerScale = null)
    {
        if (layerScale is null || !file.Contains(layerScale)) layerScale = null;
        IReadOnlyList<long> shape = file.Info($"{name}.weight").Shape;
        int outputs = (int)shape[0], inputs = (int)(file.Info($"{name}.weight").ElementCount / shape[0]);
        return new Dense($"{name}.weight/T", inputs, outputs,
            () =>
            {
                float[] weight = file.Floats($"{name}.weight");
                if (layerScale is not null) Matrix.ScaleRows(weight, file.Floats(layerScale));
                return Matrix.Transpose(weight, outputs, inputs);
            },
            file.Contains($"{name}.bias") ? Bias : null);

        float[] Bias()
        {
            float[] bias = file.Floats($"{name}.bias");
            if (layerScale is not null) TensorPrimitives.Multiply(bias, file.Floats(layerScale), bias);
            return bias;
        }
    }

    /// <summary>A matrix that is stored as [inputs, outputs] already, without a bias.</summary>
    public Dense Projection(string name)
    {
        IReadOnlyList<long> shape = file.Info(name).Shape;
        return new Dense(name, (int)shape[0], (int)shape[1], () => file.Floats(name), null);
    }

    /// <summary>
    /// Queries, keys and values of the attention <paramref name="prefix"/>, or some of them, side by side: [width, parts * width]. The queries carry the scale 1/sqrt(head size).
    /// </summary>
    public Dense Attention(string prefix, int heads, AttentionParts parts)
    {
        AttentionTensors tensors = new(file, prefix);
        AttentionParts[] list = [.. s_parts.Where(p => parts.HasFlag(p))];
        int outputs = tensors.Width * list.Length;
        return new Dense($"{prefix}/{string.Join('+', list)}", tensors.Inputs(list[0]), outputs,
            () =>
            {
                int inputs = tensors.Inputs(list[0]);
                float[] result = GC.AllocateUninitializedArray<float>(inputs * outputs);
                for (int i = 0; i < list.Length; i++)
                    Matrix.TransposeInto(tensors.Weight(list[i], heads), tensors.Width, inputs, result, outputs, i * tensors.Width);
                return result;
            },
            () => [.. list.SelectMany(p => tensors.Bias(p, heads))]);
    }

    /// <summary>
    /// Keys or values of an attention behind the layer norm <paramref name="norm"/>, from normalised tokens n alone: <c>W (g n + b) = (W g) n + W b</c>. The constant part is left out: in the
    /// keys it adds the same to all scores of a query, which a softmax does not see; in the values it passes through (the weights of a query sum to 1), and
    /// <see cref="OutputBehindNormedValues"/> has it.
    /// </summary>
    public Dense NormedProjection(string prefix, string norm, AttentionParts part)
    {
        AttentionTensors tensors = new(file, prefix);
        int width = tensors.Width;
        return new Dense($"{prefix}/normed {part}", width, width,
            () =>
            {
                float[] weight = tensors.Weight(part, 1), gain = file.Floats($"{norm}.weight");
                for (int r = 0; r < width; r++) TensorPrimitives.Multiply(weight.AsSpan(r * width, width), gain, weight.AsSpan(r * width, width));
                return Matrix.Transpose(weight, width, width);
            },
            null);
    }

    /// <summary>The out-projection of an attention whose values came from <see cref="NormedProjection"/>: its bias makes up for what they lack.</summary>
    public Dense OutputBehindNormedValues(string prefix, string norm, string layerScale)
    {
        Dense output = Linear($"{prefix}.out_proj", layerScale);
        return output with
        {
            BiasKey = $"{output.BiasKey}+values",
            Bias = () =>
            {
                AttentionTensors tensors = new(file, prefix);
                float[] values = tensors.Bias(AttentionParts.Values, 1), bias = file.Floats($"{prefix}.out_proj.bias");
                Matrix.AddProduct(tensors.Weight(AttentionParts.Values, 1), file.Floats($"{norm}.bias"), values);
                Matrix.AddProduct(file.Floats($"{prefix}.out_proj.weight"), values, bias);
                if (file.Contains(layerScale)) TensorPrimitives.Multiply(bias, file.Floats(layerScale), bias);
                return bias;
            },
        };
    }

    /// <summary>
    /// The queries of a pooler, [heads, Q, head size], ready for the product with the keys: they depend on nothing but weights, so their norm, projection and scale are done here.
    /// </summary>
    public float[] PoolerQueries(string prefix, int heads)
    {
        AttentionTensors tensors = new(file, $"{prefix}.attn");
        int width = tensors.Width, size = width / heads;
        float[] query = file.Floats($"{prefix}.query");
        float[] weight = tensors.Weight(AttentionParts.Queries, heads), bias = tensors.Bias(AttentionParts.Queries, heads);
        float[] gain = file.Floats($"{prefix}.ln_q.weight"), shift = file.Floats($"{prefix}.ln_q.bias");
        int count = query.Length / width;
        float[] result = new float[query.Length], row = new float[width], projected = new float[width];
        for (int q = 0; q < count; q++)
        {
            Normalise(query.AsSpan(q * width, width), gain, shift, row);
            bias.CopyTo(projected, 0);
            Matrix.AddProduct(weight, row, projected);
            for (int h = 0; h < heads; h++) projected.AsSpan(h * size, size).CopyTo(result.AsSpan(((h * count) + q) * size));
        }
        return result;
    }

    private static void Normalise(ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, Span<float> result)
    {
        double mean = 0, variance = 0;
        foreach (float v in x) mean += v;
        mean /= x.Length;
        foreach (float v in x) variance += (v - mean) * (v - mean);
        double factor = 1 / Math.Sqrt((variance / x.Length) + LayerNormEpsilon);
        for (int i = 0; i < x.Length; i++) result[i] = (float)(((x[i] - mean) * factor * gain[i]) + shift[i]);
    }

    /// <summary>The epsilon of every layer norm of the reference.</summary>
    public const float LayerNormEpsilon = 1e-5f;
}
