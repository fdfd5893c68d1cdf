using System.Numerics.Tensors;
using CoCa.Core;

namespace CoCa.Training.Evaluation;

/// <summary>
/// A linear classifier on frozen embeddings: multinomial logistic regression, trained to the end by L-BFGS on all samples at once. Embeddings are standardised by
/// the training set's mean and deviation, so that <c>decay</c> means the same for every model. Deterministic.
/// </summary>
public sealed class LinearProbe
{
    private readonly double[] _weights;
    private readonly float[] _mean, _scale;
    private readonly int _size;

    private LinearProbe(double[] weights, float[] mean, float[] scale, int classes) => (_weights, _mean, _scale, _size, ClassCount) = (weights, mean, scale, mean.Length, classes);

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>Trains a classifier.</summary>
    /// <param name="embeddings"><c>[N, E]</c></param>
    /// <param name="classes"><c>[N]</c>, numbers from 0.</param>
    /// <param name="decay">What half the square of each weight costs beside the mean cross-entropy; above 0.</param>
    /// <param name="iterations">The most steps of L-BFGS.</param>
    /// <exception cref="InvalidInputException">No samples, fewer than two classes, or sizes that do not fit.</exception>
    public static LinearProbe Train(ReadOnlySpan<float> embeddings, IReadOnlyList<int> classes, double decay = 0.01, int iterations = 300)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decay);
        int n = classes.Count, size = n == 0 ? 0 : embeddings.Length / n;
        if (size == 0 || embeddings.Length != (long)n * size) throw new InvalidInputException($"{embeddings.Length} numbers are no embeddings of {n} samples");
        int count = classes.Max() + 1;
        if (count < 2) throw new InvalidInputException("a linear probe needs at least two classes");
        (float[] mean, float[] scale) = Moments(embeddings, size);
        double[] inputs = new double[n * size];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = (embeddings[i] - mean[i % size]) * scale[i % size];
        double[] weights = Lbfgs.Minimize(new double[count * (size + 1)], (w, gradient) => Loss(inputs, classes, size, count, decay, w, gradient), iterations);
        return new(weights, mean, scale, count);
    }

    /// <summary>The class of an embedding <c>[E]</c>.</summary>
    public int Classify(ReadOnlySpan<float> embedding)
    {
        double[] input = new double[_size], logits = new double[ClassCount];
        for (int i = 0; i < _size; i++) input[i] = (embedding[i] - _mean[i]) * _scale[i];
        Logits(_weights, input, logits);
        return TensorPrimitives.IndexOfMax<double>(logits);
    }

    /// <summary>The share (0 to 1) of samples whose class is found.</summary>
    public double Accuracy(ReadOnlySpan<float> embeddings, IReadOnlyList<int> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        int hits = 0;
        for (int i = 0; i < classes.Count; i++)
            if (Classify(embeddings.Slice(i * _size, _size)) == classes[i]) hits++;
        return (double)hits / classes.Count;
    }

    private static (float[] Mean, float[] Scale) Moments(ReadOnlySpan<float> rows, int size)
    {
        double[] sums = new double[size], squares = new double[size];
        int n = rows.Length / size;
        for (int i = 0; i < rows.Length; i++)
        {
            sums[i % size] += rows[i];
            squares[i % size] += (double)rows[i] * rows[i];
        }
        return ([.. sums.Select(s => (float)(s / n))], [.. squares.Select((s, i) => (float)(1 / Math.Sqrt(Math.Max(s / n - sums[i] / n * (sums[i] / n), 1e-12))))]);
    }

    /// <summary>Weights are <c>[classes, E + 1]</c>, the bias last, which does not decay.</summary>
    private static double Loss(double[] inputs, IReadOnlyList<int> classes, int size, int count, double decay, double[] weights, double[] gradient)
    {
        Array.Clear(gradient);
        double[] p = new double[count];
        double loss = 0;
        int n = classes.Count;
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> input = inputs.AsSpan(i * size, size);
            Logits(weights, input, p);
            double max = TensorPrimitives.Max<double>(p), own = p[classes[i]];
            TensorPrimitives.Subtract(p, max, p);
            TensorPrimitives.Exp<double>(p, p);
            double sum = TensorPrimitives.Sum<double>(p);
            loss += Math.Log(sum) + max - own;
            for (int c = 0; c < count; c++)
            {
                double error = (p[c] / sum - (c == classes[i] ? 1 : 0)) / n;
                Span<double> row = gradient.AsSpan(c * (size + 1), size);
                TensorPrimitives.MultiplyAdd(input, error, row, row);
                gradient[c * (size + 1) + size] += error;
            }
        }
        double penalty = 0;
        for (int c = 0; c < count; c++)
        {
            ReadOnlySpan<double> row = weights.AsSpan(c * (size + 1), size);
            Span<double> slope = gradient.AsSpan(c * (size + 1), size);
            penalty += TensorPrimitives.SumOfSquares(row);
            TensorPrimitives.MultiplyAdd(row, decay, slope, slope);
        }
        return loss / n + decay / 2 * penalty;
    }

    private static void Logits(double[] weights, ReadOnlySpan<double> input, double[] logits)
    {
        for (int c = 0; c < logits.Length; c++) logits[c] = TensorPrimitives.Dot(weights.AsSpan(c * (input.Length + 1), input.Length), input) + weights[c * (input.Length + 1) + input.Length];
    }
}
