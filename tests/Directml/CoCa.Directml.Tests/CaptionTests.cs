using CoCa.Core.Bundles;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;

namespace CoCa.Directml.Tests;

public sealed class CaptionTests
{
    public static TheoryData<GenerationMethod, Precision> Ways => new(
        from method in (GenerationMethod[])[GenerationMethod.Greedy, GenerationMethod.Beam, GenerationMethod.OpenClipBeam]
        from precision in (Precision[])[Precision.Fp32, Precision.Int8]
        select (method, precision));

    [Theory, MemberData(nameof(Ways))]
    public void A_caption_does_not_depend_on_its_batch_nor_on_those_before_it(GenerationMethod method, Precision precision)
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = Gpu.Open("openclip", precision);
        GenerationOptions options = recorded.Options with { Method = method };
        using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Tokens);
        IReadOnlyList<GeneratedCaption> together = model.Captioner.Generate(features, options);
        for (int round = 0; round < 2; round++)
            for (int i = 0; i < 3; i++) Assert.Equal(together[i].Ids, model.Captioner.Generate(features.Tokens(i), 1, options)[0].Ids);
    }

    [Theory]
    [InlineData(GenerationMethod.Greedy)]
    [InlineData(GenerationMethod.Beam)]
    [InlineData(GenerationMethod.OpenClipBeam)]
    public void Captions_of_many_pictures_equal_the_processors(GenerationMethod method)
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = Gpu.Open("openclip"), processor = TestBundles.Open("openclip");
        float[] tokens = recorded.Io.Floats("out.image_tokens");
        float[] nine = [.. tokens, .. tokens.Reverse(), .. tokens.Select(t => -t)];
        GenerationOptions options = recorded.Options with { Method = method, MaxLength = 17 };
        Assert.Equal(processor.Captioner.Generate(nine, 9, options).Select(c => c.Ids), model.Captioner.Generate(nine, 9, options).Select(c => c.Ids));
    }

    [Fact]
    public void Runs_of_different_sizes_do_not_disturb_each_other()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = Gpu.Open("openclip"), processor = TestBundles.Open("openclip");
        float[] tokens = recorded.Io.Floats("out.image_tokens");
        GenerationOptions[] runs =
        [
            recorded.Options with { Method = GenerationMethod.OpenClipBeam, Beams = 4, BeamGroups = 1 },
            recorded.Options with { Method = GenerationMethod.OpenClipBeam, Beams = 6, BeamGroups = 3 },
            recorded.Options with { Method = GenerationMethod.Greedy },
            recorded.Options with { Method = GenerationMethod.Beam, Beams = 4 },
        ];
        for (int round = 0; round < 2; round++)
            for (int i = 0; i < runs.Length; i++)
                Assert.Equal(processor.Captioner.Generate(tokens, 3, runs[i]).Select(c => c.Ids), model.Captioner.Generate(tokens, 3, runs[i]).Select(c => c.Ids));
    }
}
