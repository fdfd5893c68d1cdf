using System.Numerics.Tensors;

namespace CoCa.Training.Evaluation;

/// <summary>Ranks pictures and captions by the cosine of their embeddings. Of equals the one with the lower number comes first.</summary>
public static class RetrievalMetrics
{
    /// <summary>Scores embeddings.</summary>
    /// <param name="images"><c>[N, E]</c>, of any length.</param>
    /// <param name="texts"><c>[M, E]</c>, of any length.</param>
    /// <param name="owners"><c>[M]</c>: the picture that each text belongs to; every picture has at least one.</param>
    /// <exception cref="ArgumentException">Sizes do not fit, or a picture has no text.</exception>
    public static RetrievalScores Score(ReadOnlyMemory<float> images, ReadOnlyMemory<float> texts, IReadOnlyList<int> owners)
    {
        ArgumentNullException.ThrowIfNull(owners);
        int m = owners.Count, size = m == 0 ? 0 : texts.Length / m, n = size == 0 ? 0 : images.Length / size;
        if (n == 0 || (long)m * size != texts.Length || (long)n * size != images.Length) throw new ArgumentException($"{images.Length} and {texts.Length} numbers are no embeddings of pictures and of {m} texts", nameof(texts));
        List<int>[] textsOf = [.. Enumerable.Range(0, n).Select(_ => new List<int>())];
        for (int t = 0; t < m; t++) textsOf[owners[t]].Add(t);
        if (Array.FindIndex(textsOf, t => t.Count == 0) is >= 0 and int alone) throw new ArgumentException($"picture {alone} has no text", nameof(owners));

        float[] unitImages = Normalize(images.Span, size), unitTexts = Normalize(texts.Span, size);
        int[] imageRanks = new int[n], textRanks = new int[m];
        Parallel.For(0, n, i =>
        {
            float[] cosines = Cosines(unitImages.AsSpan(i * size, size), unitTexts, m);
            imageRanks[i] = textsOf[i].Min(t => Rank(cosines, t));
        });
        Parallel.For(0, m, t => textRanks[t] = Rank(Cosines(unitTexts.AsSpan(t * size, size), unitImages, n), owners[t]));
        return new(RecallScores.Of(imageRanks), RecallScores.Of(textRanks));
    }

    private static float[] Normalize(ReadOnlySpan<float> rows, int size)
    {
        float[] result = rows.ToArray();
        for (int at = 0; at < result.Length; at += size)
        {
            Span<float> row = result.AsSpan(at, size);
            TensorPrimitives.Divide(row, Math.Max(TensorPrimitives.Norm<float>(row), 1e-12f), row);
        }
        return result;
    }

    private static float[] Cosines(ReadOnlySpan<float> query, float[] rows, int count)
    {
        float[] cosines = new float[count];
        for (int i = 0; i < count; i++) cosines[i] = TensorPrimitives.Dot(query, rows.AsSpan(i * query.Length, query.Length));
        return cosines;
    }

    private static int Rank(float[] cosines, int right)
    {
        float own = cosines[right];
        int rank = 1;
        for (int i = 0; i < cosines.Length; i++)
            if (cosines[i] > own || (cosines[i] == own && i < right)) rank++;
        return rank;
    }
}
