using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Training.Model;
using CoCa.Training.Steps;
using static TorchSharp.torch;

namespace CoCa.Training.Tests;

/// <summary>Products in bfloat16: 8 bits of mantissa, so close to fp32 and never equal.</summary>
public sealed class BrainFloatTests
{
    [Fact]
    public void Losses_and_gradients_stay_close_and_parameters_stay_fp32()
    {
        using var scope = NewDisposeScope();
        using FixtureModel exact = new("openclip");
        string folder = TestData.Fixture("coca", "openclip");
        using CoCaNetwork network = new(CoCaConfig.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json"))), new NetworkOptions { Products = ScalarType.BFloat16 });
        using (TensorFile weights = TensorFile.Open(Path.Combine(folder, "model.safetensors"))) NetworkWeights.Load(network, weights);
        StepLosses losses = new CoCaStep(network, new StepOptions()).Run([new StepBatch(exact.Images, exact.Text)]);
        double recorded = exact.Recorded("loss.total")[0];
        Assert.InRange(losses.Total, recorded * 0.98, recorded * 1.02);
        Assert.True(Math.Abs(losses.Total - recorded) > 1e-6, "as exact as fp32: the products did not run in bfloat16");
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
        {
            Assert.Equal(ScalarType.Float32, parameter.dtype);
            float[] expected = exact.Recorded($"grad.{name}");
            if (expected.Length < 64) continue; // of few values no direction can be told from rounding
            Tensor reference = tensor(expected, [expected.Length]), own = parameter.grad!.reshape(-1);
            double norms = reference.square().sum().item<float>() * (double)own.square().sum().item<float>();
            if (norms < 1e-12) continue; // no gradient to speak of
            Assert.InRange((reference * own).sum().item<float>() / Math.Sqrt(norms), 0.97, 1.0001);
        }
    }
}
