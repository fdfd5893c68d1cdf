using System.Runtime.InteropServices;
using CoCa.Training.Optimization;
using CoCa.Training.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CoCa.Training.Tests;

/// <summary>The optimiser against its paper's formulas, written out in doubles.</summary>
public sealed class AdafactorTests
{
    private const double Rate = 0.01, Beta1 = 0.9, Beta2 = 0.99, Decay = 0.1;

    [Fact]
    public void A_matrix_and_a_vector_move_as_the_paper_says()
    {
        using var scope = NewDisposeScope();
        const int Rows = 3, Columns = 4;
        using Generator _ = manual_seed(3);
        Parameter matrix = new(randn([Rows, Columns])), vector = new(randn([5]));
        double[] m = Values(matrix), v = Values(vector), mMean = new double[m.Length], vMean = new double[v.Length], rowMeans = new double[Rows], columnMeans = new double[Columns], squares = new double[v.Length];
        using Adafactor optimizer = new([new ParameterGroup([("matrix", matrix)], Decays: true), new ParameterGroup([("vector", vector)], Decays: false)], Beta1, Beta2, Decay);
        for (int step = 1; step <= 4; step++)
        {
            Tensor matrixWay = randn([Rows, Columns]), vectorWay = randn([5]);
            matrix.grad?.zero_();
            vector.grad?.zero_();
            ((matrix * matrixWay).sum() + (vector * vectorWay).sum()).backward();
            optimizer.Update(Rate);

            double beta2 = Math.Min(Beta2, 1 - Math.Pow(step, -0.8));
            double[] g = Values(matrixWay), h = Values(vectorWay);
            for (int r = 0; r < Rows; r++) rowMeans[r] = (beta2 * rowMeans[r]) + ((1 - beta2) * Enumerable.Range(0, Columns).Average(c => g[(r * Columns) + c] * g[(r * Columns) + c]));
            for (int c = 0; c < Columns; c++) columnMeans[c] = (beta2 * columnMeans[c]) + ((1 - beta2) * Enumerable.Range(0, Rows).Average(r => g[(r * Columns) + c] * g[(r * Columns) + c]));
            for (int i = 0; i < h.Length; i++) squares[i] = (beta2 * squares[i]) + ((1 - beta2) * h[i] * h[i]);
            double mean = rowMeans.Average();
            Move(m, mMean, [.. g.Select((x, i) => x / Math.Sqrt(rowMeans[i / Columns] * columnMeans[i % Columns] / mean))], Decay);
            Move(v, vMean, [.. h.Select((x, i) => x / Math.Sqrt(squares[i]))], 0);
            Close(m, Values(matrix));
            Close(v, Values(vector));
        }
    }

    [Fact]
    public void It_trains_the_reference_s_model()
    {
        using var scope = NewDisposeScope();
        using FixtureModel model = new("openclip");
        using Adafactor optimizer = new([new ParameterGroup([.. model.Network.named_parameters().Select(p => (p.name, p.parameter))], Decays: false)]);
        CoCaStep step = new(model.Network, new StepOptions());
        List<double> losses = [];
        for (int i = 0; i < 20; i++)
        {
            losses.Add(step.Run([new StepBatch(model.Images, model.Text)]).Total);
            optimizer.Update(3e-3);
            model.Network.zero_grad();
        }
        Assert.True(losses[^1] < losses[0] * 0.7, $"from {losses[0]} to {losses[^1]}");
    }

    private static void Move(double[] values, double[] mean, double[] update, double decay)
    {
        double size = Math.Max(1, Math.Sqrt(update.Average(u => u * u)));
        for (int i = 0; i < values.Length; i++)
        {
            mean[i] = (Beta1 * mean[i]) + ((1 - Beta1) * update[i] / size);
            values[i] = (values[i] * (1 - (Rate * decay))) - (Rate * mean[i]);
        }
    }

    private static double[] Values(Tensor t) => [.. MemoryMarshal.Cast<byte, float>(t.detach().contiguous().bytes).ToArray().Select(x => (double)x)];

    private static void Close(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }
}
