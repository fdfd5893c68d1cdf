using CoCa.Training.Steps;
using static TorchSharp.torch;

namespace CoCa.Training.Tests;

/// <summary>A batch gives the same however it is cut.</summary>
public sealed class StepTests
{
    [Fact]
    public void A_batch_in_three_parts_gives_the_losses_and_gradients_of_one()
    {
        using var scope = NewDisposeScope();
        using FixtureModel whole = new("openclip"), cut = new("openclip");
        StepLosses expected = new CoCaStep(whole.Network, new StepOptions()).Run([new StepBatch(whole.Images, whole.Text)]);
        StepLosses actual = new CoCaStep(cut.Network, new StepOptions()).Run([.. Enumerable.Range(0, 3).Select(i => new StepBatch(cut.Images.narrow(0, i, 1), cut.Text.narrow(0, i, 1)))]);
        Assert.Equal(expected.Contrastive, actual.Contrastive, 1e-5);
        Assert.Equal(expected.Caption, actual.Caption, 1e-5);
        Assert.Equal(expected.Tokens, actual.Tokens);
        foreach (((string name, TorchSharp.Modules.Parameter a), (string _, TorchSharp.Modules.Parameter b)) in whole.Network.named_parameters().Zip(cut.Network.named_parameters()))
        {
            double difference = (a.grad! - b.grad!).abs().max().item<float>(), size = a.grad!.abs().max().item<float>();
            Assert.True(difference <= 1e-5 + (1e-4 * size), $"{name}: gradients differ by {difference} of {size}");
        }
    }

    [Fact]
    public void A_text_cut_behind_its_first_pad_has_the_same_feature()
    {
        using var scope = NewDisposeScope();
        using FixtureModel model = new("openclip");
        using IDisposable _ = no_grad();
        Tensor first = model.Text.narrow(0, 0, 1);
        int words = first.data<long>().ToArray().TakeWhile(id => id != 0).Count();
        Tensor whole = model.Network.EncodeTexts(first).Features, cut = model.Network.EncodeTexts(first.narrow(1, 0, words + 1)).Features;
        Assert.True((whole - cut).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Two_captions_a_picture_are_two_batches_with_the_mean_loss()
    {
        using var scope = NewDisposeScope();
        using FixtureModel model = new("openclip");
        using IDisposable _ = no_grad();
        Tensor images = nn.functional.normalize(randn(5, 8), 2, -1), a = nn.functional.normalize(randn(5, 8), 2, -1), b = nn.functional.normalize(randn(5, 8), 2, -1), scale = tensor(1.5f);
        Tensor both = stack([a, b], 1).reshape(10, 8);
        float expected = (Losses.CoCaLoss.Contrastive(images, a, scale) + Losses.CoCaLoss.Contrastive(images, b, scale)).item<float>() / 2;
        Assert.Equal(expected, Losses.CoCaLoss.Contrastive(images, both, scale).item<float>(), 1e-5f);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using FixtureModel model = new("openclip");
        CoCaStep step = new(model.Network, new StepOptions());
        using Optimization.AdamW optimizer = new([new Optimization.ParameterGroup([.. model.Network.named_parameters().Select(p => (p.name, p.parameter))], true)]);
        Once();
        long live = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++) Once();
        Assert.Equal(live, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Once()
        {
            using var scope = NewDisposeScope();
            step.Run([new StepBatch(model.Images, model.Text)]);
            optimizer.Update(1e-4);
            CoCaStep.ClampScale(model.Network);
            model.Network.zero_grad();
        }
    }
}
