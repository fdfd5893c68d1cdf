using CoCa.Core;
using CoCa.Inference.Generation;

namespace CoCa.Inference.Tests.Generation;

public sealed class GenerationOptionsTests
{
    public static TheoryData<string, GenerationOptions> Wrong => new()
    {
        { "Beams", new() { Beams = 0 } },
        { "BeamGroups", new() { Beams = 6, BeamGroups = 4 } },
        { "TopK", new() { TopK = -1 } },
        { "TopP", new() { TopP = 0 } },
        { "TopP", new() { TopP = double.NaN } },
        { "Temperature", new() { Temperature = 0 } },
        { "RepetitionPenalty", new() { RepetitionPenalty = -1 } },
        { "NoRepeatNgram", new() { NoRepeatNgram = -1 } },
        { "MinLength", new() { MinLength = -1 } },
        { "MaxLength", new() { MaxLength = 1, MinLength = 0 } },
        { "MaxLength", new() { MaxLength = 5, MinLength = 5 } },
        { "Prompts", new() { Prompts = [[1], [1, 2]] } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_wrong_value_is_refused_by_the_name_of_its_property(string property, GenerationOptions options) =>
        Assert.StartsWith(property, Assert.Throws<InvalidInputException>(options.Validate).Message);

    [Fact]
    public void The_defaults_are_valid()
    {
        GenerationOptions.Default.Validate();
        GenerationOptions.OpenClip.Validate();
    }

    [Theory]
    [InlineData(GenerationMethod.Greedy, "MaxLength", 60, 1)]
    [InlineData(GenerationMethod.Greedy, "prompt", 6, 6)]
    [InlineData(GenerationMethod.Beam, "vocabulary", 20, 2)]
    public void What_the_model_cannot_do_is_refused(GenerationMethod method, string word, int maxLength, int promptLength)
    {
        TableDecoder decoder = new(1, Searches.Vocabulary, 40, 1);
        long[] prompt = [.. Enumerable.Repeat(word == "vocabulary" ? 1000L : 3L, promptLength)];
        GenerationOptions options = new() { Method = method, MaxLength = maxLength, Prompts = [prompt] };
        Assert.Contains(word, Assert.Throws<InvalidInputException>(() => TokenSearch.Create(decoder, options, Searches.Special)).Message, StringComparison.Ordinal);
    }
}
