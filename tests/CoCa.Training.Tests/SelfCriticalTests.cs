using CoCa.Core.Configuration;
using CoCa.Core.Tokenization;
using CoCa.Training.Model;
using CoCa.Training.Optimization;
using CoCa.Training.Steps;
using static TorchSharp.torch;
using AdamW = CoCa.Training.Optimization.AdamW;

namespace CoCa.Training.Tests;

/// <summary>Captions are sampled and rewarded.</summary>
public sealed class SelfCriticalTests : IDisposable
{
    private const int Pictures = 6, Samples = 4;

    private readonly ClipTokenizer _tokenizer = ClipTokenizer.Load(Path.Combine(TestData.Root, "recipes", "smoke.tokenizer"));
    private readonly CoCaNetwork _network = new(CoCaConfig.Parse(File.ReadAllBytes(Path.Combine(TestData.Root, "recipes", "smoke.model.json"))), new NetworkOptions { Seed = 3 });
    private readonly Tensor _pixels, _ids;

    public SelfCriticalTests()
    {
        set_num_threads(1);
        using (manual_seed(5)) _pixels = randn([Pictures, 3, 64, 64]).DetachFromDisposeScope();
        _ids = tensor(Enumerable.Repeat(_tokenizer.Encode("a red circle", 16), Pictures).SelectMany(t => t).ToArray(), [Pictures, 16]).DetachFromDisposeScope();
        _network.train(false);
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _ids.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void What_is_rewarded_is_said_more_often()
    {
        double first = 0, last = 0;
        using AdamW optimizer = new([new ParameterGroup([.. _network.named_parameters().Where(p => p.name.StartsWith("text_decoder.", StringComparison.Ordinal)).Select(p => (p.name, p.parameter))], false)]);
        SelfCriticalStep step = new(_network, _tokenizer, (caption, _, _) => caption.Count('e') / (double)Math.Max(1, caption.Length), Samples);
        for (int i = 0; i < 40; i++)
        {
            double reward = -step.Run(new StepBatch(_pixels, _ids), i).Caption;
            optimizer.Update(2e-3);
            _network.zero_grad();
            if (i < 5) first += reward / 5;
            if (i >= 35) last += reward / 5;
        }
        Assert.InRange(last, 2 * first, 1);
    }

    [Fact]
    public void The_same_seed_samples_the_same_another_seed_does_not_and_rewards_that_are_alike_teach_nothing()
    {
        List<string> said = [];
        SelfCriticalStep step = new(_network, _tokenizer, (caption, _, references) =>
        {
            Assert.Equal(["a red circle"], references);
            said.Add(caption);
            return 1;
        }, Samples);
        List<string>[] runs = new List<string>[3];
        foreach ((int run, long seed) in ((int, long)[])[(0, 7), (1, 7), (2, 8)])
        {
            step.Run(new StepBatch(_pixels, _ids), seed);
            runs[run] = [.. said];
            said.Clear();
        }
        Assert.Equal(Pictures * Samples, runs[0].Count);
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], runs[2]);
        Assert.All(_network.parameters().Where(p => p.grad is not null), p => Assert.Equal(0, p.grad!.abs().max().item<float>()));
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        SelfCriticalStep step = new(_network, _tokenizer, (caption, ended, _) => caption.Length + (ended ? 1 : 0), Samples);
        step.Run(new StepBatch(_pixels, _ids), 0);
        long live = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++) step.Run(new StepBatch(_pixels, _ids), i);
        Assert.Equal(live, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
