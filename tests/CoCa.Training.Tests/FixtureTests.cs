using CoCa.Training.Model;
using CoCa.Training.Optimization;
using CoCa.Training.Steps;
using static TorchSharp.torch;
using AdamW = CoCa.Training.Optimization.AdamW;
using Parameter = TorchSharp.Modules.Parameter;

namespace CoCa.Training.Tests;

/// <summary>The network against the reference's recorded numbers.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string> Names => FixtureModel.Names;

    [Theory, MemberData(nameof(Names))]
    public void Outputs_and_losses_are_the_reference_s(string name)
    {
        using var scope = NewDisposeScope();
        using FixtureModel model = new(name);
        using IDisposable _ = no_grad();
        ImageOutput image = model.Network.EncodeImages(model.Images);
        TextOutput text = model.Network.EncodeTexts(model.Text);
        Close(model.Recorded("out.trunk_tokens"), model.Network.Trunk(model.Images), 1e-4);
        Close(model.Recorded("out.image_features_raw"), image.Features, 1e-4);
        Close(model.Recorded("out.image_tokens"), image.Tokens, 1e-4);
        Close(model.Recorded("out.text_tokens"), text.Tokens, 1e-4);
        Close(model.Recorded("out.text_features_raw"), text.Features, 1e-4);
        Close(model.Recorded("out.logits"), model.Network.Decode(text.Tokens.narrow(1, 0, text.Tokens.shape[1] - 1), image.Tokens), 1e-4);
    }

    [Theory, MemberData(nameof(Names))]
    public void Gradients_are_the_reference_s(string name)
    {
        using var scope = NewDisposeScope();
        using FixtureModel model = new(name);
        CoCaStep step = new(model.Network, new StepOptions());
        StepLosses losses = step.Run([new StepBatch(model.Images, model.Text)]);
        Close(model.Recorded("loss.contrastive"), losses.Contrastive, 1e-4);
        Close(model.Recorded("loss.caption"), losses.Caption, 1e-4);
        Close(model.Recorded("loss.total"), losses.Total, 1e-4);
        foreach ((string parameter, Parameter value) in model.Network.named_parameters())
            Close(model.Recorded($"grad.{parameter}"), value.grad!, 1e-4, relative: 1e-3, parameter);
    }

    [Theory, MemberData(nameof(Names))]
    public void Three_steps_of_AdamW_are_the_reference_s(string name)
    {
        using var scope = NewDisposeScope();
        using FixtureModel model = new(name);
        ILookup<bool, (string Name, Parameter Value)> byDecay = model.Network.named_parameters().ToLookup(p => ParameterGroup.ShouldDecay(p.name, p.parameter), p => (p.name, p.parameter));
        Assert.Equal(model.Undecayed.Order(), byDecay[false].Select(p => p.Name).Order());
        using AdamW optimizer = new(byDecay.Select(g => new ParameterGroup([.. g], g.Key)));
        CoCaStep step = new(model.Network, new StepOptions());
        float[] recorded = model.Recorded("train.loss");
        foreach (float expected in recorded)
        {
            Close([expected], step.Run([new StepBatch(model.Images, model.Text)]).Total, 1e-4);
            optimizer.Update(1e-3);
            CoCaStep.ClampScale(model.Network);
            model.Network.zero_grad();
        }
        // Adam amplifies rounding where a gradient is about 0, so that single values may differ more than the mean.
        List<double> differences = [];
        foreach ((string parameter, Parameter value) in model.Network.named_parameters())
        {
            Close(model.Recorded($"train.{parameter}"), value, 1e-3, name: parameter);
            differences.AddRange(Values(value).Zip(model.Recorded($"train.{parameter}"), (a, b) => (double)Math.Abs(a - b)));
        }
        Assert.InRange(differences.Average(), 0, 1e-6);
    }

    private static void Close(float[] expected, double actual, double tolerance) => Assert.InRange(actual, expected[0] - tolerance, expected[0] + tolerance);

    private static void Close(float[] expected, Tensor actual, double tolerance, double relative = 0, string name = "")
    {
        float[] values = Values(actual);
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(values[i] - expected[i]) <= tolerance + (relative * Math.Abs(expected[i])), $"{name}[{i}]: {values[i]}, expected {expected[i]}");
    }

    private static float[] Values(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
