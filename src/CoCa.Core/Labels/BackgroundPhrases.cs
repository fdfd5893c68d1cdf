using System.Numerics.Tensors;

namespace CoCa.Core.Labels;

/// <summary>Phrases for what a picture may show besides the labels that were asked for: what labels are held against.</summary>
public static class BackgroundPhrases
{
    /// <summary>A phrase that lies this many standard deviations nearer to a label than phrases lie to each other says about the same, and is not held against it.</summary>
    private const double Unusual = 2;

    /// <summary>Everyday things, one of a kind, without an article as labels stand in their templates.</summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        "person", "man", "woman", "child", "group of people", "crowd", "face", "hand",
        "animal", "dog", "cat", "bird", "horse",
        "car", "bicycle", "boat", "street", "house", "building",
        "room", "kitchen", "window", "wall", "floor", "door", "table", "chair", "screen", "book", "sign", "bag", "bottle", "cup", "plate of food",
        "tree", "flower", "lawn", "field", "mountain", "beach", "lake", "snowy hill", "cloudy sky", "dark night", "fire",
        "toy", "ball", "tool", "machine", "pattern",
    ];

    /// <summary>Leaves out the phrases that say about the same as one of the labels.</summary>
    /// <param name="phrases">Embeddings [phrases, E] of unit length.</param>
    /// <param name="labels">Embeddings [labels, E] of unit length.</param>
    /// <param name="size">E.</param>
    /// <returns>The embeddings of the phrases that are left.</returns>
    public static float[] Against(ReadOnlySpan<float> phrases, ReadOnlySpan<float> labels, int size)
    {
        double same = Near(phrases, size);
        List<float> kept = new(phrases.Length);
        for (int p = 0; p < phrases.Length; p += size)
        {
            ReadOnlySpan<float> phrase = phrases.Slice(p, size);
            bool isLabel = false;
            for (int l = 0; l < labels.Length && !isLabel; l += size) isLabel = TensorPrimitives.Dot(phrase, labels.Slice(l, size)) >= same;
            if (!isLabel) kept.AddRange(phrase);
        }
        return [.. kept];
    }

    /// <summary>The cosine from which on two texts count as near, in this model's space: how spread out texts lie differs from model to model.</summary>
    private static double Near(ReadOnlySpan<float> phrases, int size)
    {
        double sum = 0, squares = 0;
        int pairs = 0;
        for (int a = 0; a < phrases.Length; a += size)
            for (int b = 0; b < a; b += size)
            {
                double cosine = TensorPrimitives.Dot(phrases.Slice(a, size), phrases.Slice(b, size));
                sum += cosine;
                squares += cosine * cosine;
                pairs++;
            }
        if (pairs == 0) return 1;
        double mean = sum / pairs;
        return mean + Unusual * Math.Sqrt(Math.Max(0, squares / pairs - mean * mean));
    }
}
