using CoCa.Core;
using CoCa.Training.Evaluation;

namespace CoCa.Training.Tests.Evaluation;

public sealed class LinearProbeTests
{
    [Fact]
    public void It_finds_the_classes_of_clouds_around_centres_and_does_so_again()
    {
        (float[] train, int[] trainClasses) = Clouds(300, seed: 1);
        (float[] test, int[] testClasses) = Clouds(200, seed: 2);
        double accuracy = LinearProbe.Train(train, trainClasses).Accuracy(test, testClasses);
        Assert.InRange(accuracy, 0.95, 1);
        Assert.Equal(accuracy, LinearProbe.Train(train, trainClasses).Accuracy(test, testClasses));
    }

    [Fact]
    public void Entries_scale_and_offset_do_not_matter()
    {
        (float[] train, int[] classes) = Clouds(200, seed: 1);
        float[] scaled = [.. train.Select((v, i) => i % 8 == 3 ? v * 1024 : v * 0.0625f)];
        LinearProbe a = LinearProbe.Train(train, classes), b = LinearProbe.Train(scaled, classes);
        for (int i = 0; i < classes.Length; i++) Assert.Equal(a.Classify(train.AsSpan(i * 8, 8)), b.Classify(scaled.AsSpan(i * 8, 8)));
    }

    [Fact]
    public void The_minimiser_finds_the_bottom_of_a_bent_valley()
    {
        // Rosenbrock's function; its lowest point is at (1, 1).
        double[] lowest = Lbfgs.Minimize([-1.2, 1], (x, g) =>
        {
            g[0] = -400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]);
            g[1] = 200 * (x[1] - x[0] * x[0]);
            return 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0]);
        }, 200, 1e-9);
        Assert.Equal(1, lowest[0], 1e-6);
        Assert.Equal(1, lowest[1], 1e-6);
    }

    [Fact]
    public void Less_than_two_classes_are_refused()
    {
        Assert.Throws<InvalidInputException>(() => LinearProbe.Train(new float[4], [0, 0]));
        Assert.Throws<InvalidInputException>(() => LinearProbe.Train([], []));
    }

    private static (float[] Rows, int[] Classes) Clouds(int count, int seed)
    {
        Random centres = new(99), noise = new(seed);
        double[][] middle = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 8).Select(_ => centres.NextDouble() * 4).ToArray())];
        int[] classes = [.. Enumerable.Range(0, count).Select(i => i % 5)];
        return ([.. classes.SelectMany(c => middle[c].Select(m => (float)(m + noise.NextDouble() - 0.5)))], classes);
    }
}
