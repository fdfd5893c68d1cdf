using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Substitutes.Tests.Torch;

/// <summary>Gradients and updates.</summary>
[Collection("libtorch")]
public sealed class AutogradTests
{
    [Fact]
    public void Gradients_of_a_small_network_are_the_finite_differences()
    {
        manual_seed(3).Dispose();
        using DisposeScope scope = NewDisposeScope();
        using var network = new SmallNetwork();
        Tensor input = randn(3, 2, 4, 4), target = tensor(new long[] { 0, 2, 1 });
        double Loss()
        {
            using (no_grad())
            using (NewDisposeScope()) return nn.functional.cross_entropy(network.Run(input).to_type(float64), target, label_smoothing: 0.1).ToDouble();
        }
        nn.functional.cross_entropy(network.Run(input), target, label_smoothing: 0.1).backward();
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            float[] gradient = parameter.grad!.data<float>().ToArray();
            using Tensor flat = parameter.detach().view(-1);
            var values = flat.data<float>();
            for (int i = 0; i < gradient.Length; i += 1 + (gradient.Length / 5))
            {
                float before = values[i];
                const float Step = 1e-2f;
                values[i] = before + Step;
                double up = Loss();
                values[i] = before - Step;
                double down = Loss();
                values[i] = before;
                Assert.True(Math.Abs(((up - down) / (2 * Step)) - gradient[i]) < 2e-3, $"{name}[{i}]: {(up - down) / (2 * Step)} by differences, {gradient[i]} by autograd");
            }
        }
    }

    [Fact]
    public void A_hundred_steps_leave_no_tensor_behind()
    {
        using var network = new SmallNetwork();
        using Tensor input = randn(8, 2, 4, 4), target = randint(3, [8]);
        float Train()
        {
            using DisposeScope scope = NewDisposeScope();
            network.zero_grad();
            Tensor loss = nn.functional.cross_entropy(network.Run(input), target);
            loss.backward();
            nn.utils.clip_grad_norm_(network.parameters(), 1);
            using (no_grad())
                foreach (Parameter parameter in network.parameters()) parameter.add_(parameter.grad!, alpha: -0.1);
            return loss.ToSingle();
        }
        float first = Train(), last = first;
        // What earlier tests left to the finalizers must not count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Tensor.TotalCount, of = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 100; i++) last = Train();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(of, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.True(last < first / 2, $"the loss went from {first} to {last}");
    }

    [Fact]
    public void Nothing_is_recorded_under_no_grad()
    {
        using DisposeScope scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        using (no_grad()) Assert.False((parameter * 2).requires_grad);
        Assert.True((parameter * 2).requires_grad);
        IList<Tensor> gradient = autograd.grad([(parameter * 3).sum()], [parameter]);
        Assert.Equal([3f, 3f], gradient[0].data<float>().ToArray());
        Assert.Null(parameter.grad);
    }
}
