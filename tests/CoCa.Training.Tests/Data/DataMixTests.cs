using CoCa.Core;
using CoCa.Training.Data;

namespace CoCa.Training.Tests.Data;

public sealed class DataMixTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(5999)]
    public void A_permutation_has_every_number_once(int count)
    {
        Permutation order = new(42, count);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), Enumerable.Range(0, count).Select(i => order.At(i)).Order());
    }

    [Fact]
    public void Every_epoch_of_one_source_has_every_sample_once_in_an_order_of_its_own()
    {
        using DataMix mix = new([new(new Numbered(101))]);
        int[][] epochs = [.. Enumerable.Range(0, 3).Select(e => Enumerable.Range(0, 101).Select(i => mix.At(7, e * 101 + i).Index).ToArray())];
        foreach (int[] epoch in epochs) Assert.Equal(Enumerable.Range(0, 101), epoch.Order());
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(epochs[0], Enumerable.Range(0, 101).Select(i => mix.At(8, i).Index));
    }

    [Fact]
    public void Sources_get_their_shares_and_each_goes_through_its_samples_evenly()
    {
        using DataMix mix = new([new(new Numbered(100), 3), new(new Numbered(50), 1)]);
        Draw[] draws = [.. Enumerable.Range(0, 4096).Select(i => mix.At(7, i))];
        Assert.Equal(3072, draws.Count(d => d.Source == 0));
        foreach (IGrouping<int, Draw> source in draws.GroupBy(d => d.Source))
        {
            int[] counts = [.. source.GroupBy(d => d.Index).Select(g => g.Count())];
            Assert.Equal(mix.Sources[source.Key].Samples.Count, counts.Length);
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
        Assert.Equal(4096, draws.Select(d => d.Seed).Distinct().Count());
    }

    [Fact]
    public void A_tiny_weight_still_gets_a_place()
    {
        using DataMix mix = new([new(new Numbered(10), 1e9), new(new Numbered(10), 1)]);
        Assert.Equal(1, Enumerable.Range(4096, 4096).Count(i => mix.At(1, i).Source == 1));
    }

    [Fact]
    public void Over_the_epochs_every_caption_comes_equally_often()
    {
        using DataMix mix = new([new(new Numbered(3))], captionsPerPicture: 2);
        TrainingSample sample = new("x", [], ["a", "b", " ", "c", "d", "e"], "label");
        string[] texts = [.. Enumerable.Range(0, 5).SelectMany(e => mix.Texts(sample, new(0, 1, e, 0)))];
        Assert.Equal(["a", "a", "b", "b", "c", "c", "d", "d", "e", "e"], texts.Order());
        Assert.All(Enumerable.Range(0, 5), e => Assert.Equal(2, mix.Texts(sample, new(0, 1, e, 0)).Distinct().Count()));
    }

    [Fact]
    public void A_label_comes_in_all_templates()
    {
        using DataMix mix = new([new(new Numbered(3))], ["a photo of a {}", "{}"]);
        TrainingSample sample = new("x", [], [""], "cat");
        Assert.Equal(["a photo of a cat", "cat"], Enumerable.Range(0, 2).SelectMany(e => mix.Texts(sample, new(0, 1, e, 0))).Order());
        Assert.Empty(mix.Texts(sample with { Label = " " }, default));
    }

    [Fact]
    public void Wrong_settings_are_named()
    {
        Assert.Contains("weight", Assert.Throws<InvalidInputException>(() => new DataMix([new(new Numbered(1), 0)])).Message, StringComparison.Ordinal);
        Assert.Contains("template", Assert.Throws<InvalidInputException>(() => new DataMix([new(new Numbered(1))], ["no place"])).Message, StringComparison.Ordinal);
        Assert.Contains("captionsPerPicture", Assert.Throws<InvalidInputException>(() => new DataMix([new(new Numbered(1))], null, 0)).Message, StringComparison.Ordinal);
    }

    private sealed class Numbered(int count) : ISampleSource
    {
        public string Name => "numbers";

        public int Count => count;

        public IReadOnlyList<string> Notices => [];

        public TrainingSample Read(int index) => new($"{index}", [], [$"number {index}"], null);

        public void Dispose()
        {
        }
    }
}
