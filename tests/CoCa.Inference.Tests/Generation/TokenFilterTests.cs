using CoCa.Inference.Generation;

namespace CoCa.Inference.Tests.Generation;

public sealed class TokenFilterTests
{
    public static TheoryData<string> Models => [.. RecordedModel.Names];

    [Theory, MemberData(nameof(Models))]
    public void Recorded_distributions_of_the_first_token_come_out(string name)
    {
        using RecordedModel model = RecordedModel.Open(name);
        int tested = 0;
        foreach (string tensor in model.Io.Tensors.Select(t => t.Name).Where(n => n.StartsWith("gen.", StringComparison.Ordinal) && n.EndsWith(".probs", StringComparison.Ordinal)))
        {
            GenerationOptions options = Parse(tensor["gen.".Length..^".probs".Length], model.Options with { Method = GenerationMethod.Sample });
            IReadOnlyList<float[]> logits = model.FloatRows("gen.first_logits"), expected = model.FloatRows(tensor);
            for (int row = 0; row < logits.Count; row++)
            {
                float[] distribution = Distribution(logits[row], [model.Special.Start], options, model.Special);
                for (int i = 0; i < distribution.Length; i++) Assert.True(Math.Abs(expected[row][i] - distribution[i]) < 1e-4, $"{tensor} row {row}, token {i}: {distribution[i]}, recorded {expected[row][i]}");
            }
            tested++;
        }
        Assert.True(tested >= 5);
    }

    [Theory]
    [InlineData(3, 1.0, 1.0)]
    [InlineData(0, 0.9, 1.0)]
    [InlineData(0, 0.01, 2.0)]
    [InlineData(7, 0.5, 0.3)]
    [InlineData(0, 1.0, 1.0)]
    public void The_filters_equal_their_plain_definition(int topK, double topP, double temperature)
    {
        Random random = new(5);
        GenerationOptions options = new() { Method = GenerationMethod.Sample, TopK = topK, TopP = topP, Temperature = temperature, MinLength = 0 };
        for (int test = 0; test < 200; test++)
        {
            // Halves, so that equals of the k-th occur.
            float[] logits = [.. Enumerable.Range(0, 700).Select(_ => MathF.Round(random.NextSingle() * 24) / 2 - 6)];
            double[] kept = [.. logits.Select(l => (double)l)];
            if (topK > 0)
            {
                double kth = logits.OrderDescending().ElementAt(topK - 1);
                kept = [.. kept.Select(l => l < kth ? double.NegativeInfinity : l)];
            }
            double[] p = Softmax(kept, 1);
            int[] ascending = [.. Enumerable.Range(0, p.Length).OrderBy(i => kept[i])];
            double cumulative = 0;
            foreach (int i in topP < 1 ? ascending[..^1] : [])
                if ((cumulative += p[i]) <= 1 - topP - 1e-6) kept[i] = double.NegativeInfinity;
            float[] result = Distribution(logits, [1], options, new(1, 2));
            int zeros = kept.Count(double.IsNegativeInfinity);
            int left = result.Count(r => r > 0);
            // Which of equals stays is open; how many, and the probabilities in order, are not.
            Assert.InRange(result.Length - left, zeros - 1, zeros + 1);
            double[] expected = Softmax([.. logits.OrderDescending().Take(left).Select(l => (double)l)], temperature);
            Assert.All(expected.Zip(result.OrderDescending()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void Draws_follow_the_distribution()
    {
        TokenFilter filter = new(new() { TopK = 3 }, 5);
        filter.Run([0f, MathF.Log(1), MathF.Log(3), MathF.Log(6), -9f]);
        int[] counts = new int[5];
        for (int i = 0; i < 20000; i++) counts[filter.Draw(SampleStream.Uniform(9, i, 4))]++;
        Assert.Equal(0, counts[4]);
        Assert.InRange(counts[3] / (double)counts[2], 1.85, 2.15);
    }

    [Fact]
    public void The_largest_tokens_are_found_in_order_and_equals_by_index()
    {
        Random random = new(2);
        for (int test = 0; test < 100; test++)
        {
            float[] logits = [.. Enumerable.Range(0, 1 + random.Next(3000)).Select(_ => MathF.Round(random.NextSingle() * 500))];
            int[] indices = new int[17];
            float[] values = new float[17];
            int count = TopTokens.Select(logits, indices, values);
            int[] expected = [.. Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]).Take(17)];
            Assert.Equal(expected, indices[..count]);
            Assert.Equal(expected.Select(i => logits[i]), values[..count]);
        }
    }

    [Fact]
    public void Log_sum_exp_holds_for_large_small_and_banned_logits()
    {
        Random random = new(3);
        foreach (float scale in (float[])[0.1f, 10, 1000, 30000])
        {
            float[] logits = [.. Enumerable.Range(0, 5000).Select(i => i % 9 == 0 ? float.NegativeInfinity : (random.NextSingle() - 0.7f) * scale)];
            double max = logits.Max(), expected = max + Math.Log(logits.Sum(l => Math.Exp(l - max)));
            Assert.Equal(expected, LogSoftmax.LogSumExp(logits), Math.Abs(expected) * 1e-6 + 1e-5);
        }
    }

    private static GenerationOptions Parse(string name, GenerationOptions options)
    {
        foreach (string part in name.Split('_'))
        {
            options = part switch
            {
                _ when part.StartsWith("topk", StringComparison.Ordinal) => options with { TopK = int.Parse(part[4..]) },
                _ when part.StartsWith("topp", StringComparison.Ordinal) => options with { TopP = double.Parse(part[4..]) },
                _ when part.StartsWith("temp", StringComparison.Ordinal) => options with { Temperature = double.Parse(part[4..]) },
                _ when part.StartsWith("rep", StringComparison.Ordinal) => options with { RepetitionPenalty = double.Parse(part[3..]) },
                _ => throw new ArgumentException($"what is {part} in {name}?"),
            };
        }
        return options;
    }

    private static float[] Distribution(float[] logits, long[] row, GenerationOptions options, SpecialTokens special)
    {
        float[] work = [.. logits];
        new TokenRules(options, special).Apply(work, row);
        TokenFilter filter = new(options, work.Length);
        filter.Run(work);
        float[] distribution = new float[work.Length];
        for (int i = 0; i < filter.Ids.Length; i++) distribution[filter.Ids[i]] = filter.Probabilities[i];
        return distribution;
    }

    private static double[] Softmax(double[] logits, double temperature)
    {
        double max = logits.Max();
        double[] e = [.. logits.Select(l => Math.Exp((l - max) / temperature))];
        double sum = e.Sum();
        return [.. e.Select(x => x / sum)];
    }
}
