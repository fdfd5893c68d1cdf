using CoCa.Inference.Generation;

namespace CoCa.Inference.Tests.Generation;

public sealed class SearchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    private static GenerationOptions Options(int seed, GenerationMethod method) => new()
    {
        Method = method,
        Beams = 1 + seed % 6,
        MaxLength = 6 + seed % 9,
        MinLength = seed % 3 == 0 ? 0 : 1 + seed % 5,
        LengthPenalty = seed % 7 / 4.0,
        RepetitionPenalty = seed % 4 == 0 ? 1.3 : 1,
        NoRepeatNgram = seed % 5 == 0 ? 1 + seed % 3 : 0,
    };

    private static TableDecoder Decoder(int seed, int pictures) => new(pictures, Searches.Vocabulary, 40, (ulong)seed * 7919, 1 + seed % 7);

    [Theory, MemberData(nameof(Seeds))]
    public void Greedy_equals_the_textbook_loop_for_every_picture_of_a_batch(int seed)
    {
        TableDecoder decoder = Decoder(seed, 3);
        GenerationOptions options = Options(seed, GenerationMethod.Greedy);
        GeneratedCaption[] captions = Searches.Run(decoder, options);
        for (int p = 0; p < 3; p++) Assert.Equal(Searches.Greedy(decoder, p, options), captions[p].Ids);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void True_beams_equal_the_textbook_search_all_hypotheses_and_scores(int seed)
    {
        TableDecoder decoder = Decoder(seed, 3);
        GenerationOptions options = Options(seed, GenerationMethod.Beam) with { KeepAllBeams = true };
        GeneratedCaption[] captions = Searches.Run(decoder, options);
        for (int p = 0; p < 3; p++)
        {
            List<(long[] Ids, double Score)> expected = Searches.Beam(decoder, p, options);
            Assert.Equal(expected.Count, captions[p].Beams.Count);
            for (int h = 0; h < expected.Count; h++)
            {
                Assert.Equal(expected[h].Ids, captions[p].Beams[h].Ids);
                Assert.Equal(expected[h].Score, captions[p].Beams[h].Score, 1e-4);
            }
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Stopping_once_the_best_beam_has_won_finds_the_same_caption_with_less_work(int seed)
    {
        GenerationOptions options = Options(seed, GenerationMethod.Beam);
        TableDecoder all = Decoder(seed, 2), early = Decoder(seed, 2);
        GeneratedCaption[] expected = Searches.Run(all, options with { KeepAllBeams = true });
        GeneratedCaption[] captions = Searches.Run(early, options);
        Assert.Equal(expected.Select(c => c.Ids), captions.Select(c => c.Ids));
        Assert.True(early.RowsFed <= all.RowsFed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void The_reference_beam_search_equals_its_description_with_all_groups(int seed)
    {
        TableDecoder decoder = Decoder(seed, 3);
        GenerationOptions options = Options(seed, GenerationMethod.OpenClipBeam) with { Beams = 6, BeamGroups = 1 + seed % 3 };
        GeneratedCaption[] captions = Searches.Run(decoder, options);
        for (int p = 0; p < 3; p++) Assert.Equal(Searches.OpenClip(decoder, p, options), captions[p].Ids);
    }

    [Theory]
    [InlineData(GenerationMethod.Greedy)]
    [InlineData(GenerationMethod.Sample)]
    [InlineData(GenerationMethod.Beam)]
    [InlineData(GenerationMethod.OpenClipBeam)]
    public void Settled_tokens_are_the_caption_in_order(GenerationMethod method)
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            List<CaptionToken> settled = [];
            GeneratedCaption[] captions = Searches.Run(Decoder(seed, 3), Options(seed, method), settled);
            for (int p = 0; p < 3; p++)
            {
                List<CaptionToken> mine = [.. settled.Where(t => t.Picture == p)];
                Assert.Equal(captions[p].Ids.Skip(1), mine.Select(t => t.Id));
                Assert.Equal(Enumerable.Range(1, mine.Count), mine.Select(t => t.Position));
            }
        }
    }

    [Theory]
    [InlineData(GenerationMethod.Greedy)]
    [InlineData(GenerationMethod.Beam)]
    public void A_prompt_for_each_picture_starts_its_caption(GenerationMethod method)
    {
        GenerationOptions options = new() { Method = method, MaxLength = 9, MinLength = 0, Prompts = [[3, 4], [5, 6], [7, 8]] };
        GeneratedCaption[] captions = Searches.Run(Decoder(1, 3), options);
        Assert.Equal([Searches.Start, 5, 6], captions[1].Ids.Take(3));
        // With the start token in it, it is the same prompt.
        GeneratedCaption[] again = Searches.Run(Decoder(1, 3), options with { Prompts = [[Searches.Start, 3, 4], [Searches.Start, 5, 6], [Searches.Start, 7, 8]] });
        Assert.Equal(captions.Select(c => c.Ids), again.Select(c => c.Ids));
    }

    [Fact]
    public void A_prompt_that_has_ended_stays_as_it_is()
    {
        GenerationOptions options = new() { Method = GenerationMethod.Greedy, MaxLength = 9, MinLength = 0, Prompts = [[3, Searches.End]] };
        GeneratedCaption caption = Assert.Single(Searches.Run(Decoder(1, 1), options));
        Assert.Equal([Searches.Start, 3, Searches.End], caption.Ids);
    }

    [Fact]
    public void A_fixed_length_fills_with_pads()
    {
        GenerationOptions options = new() { Method = GenerationMethod.Greedy, MaxLength = 12, MinLength = 0, FixedOutputLength = true };
        TableDecoder decoder = Decoder(3, 2);
        decoder.Override = (_, ids) => ids.Count < 3 ? null : [.. Enumerable.Range(0, Searches.Vocabulary).Select(v => v == Searches.End ? 1f : 0f)];
        foreach (GeneratedCaption caption in Searches.Run(decoder, options))
        {
            Assert.Equal(12, caption.Ids.Count);
            Assert.Equal(Searches.End, caption.Ids[3]);
            Assert.All(caption.Ids.Skip(4), id => Assert.Equal(0, id));
        }
    }

    [Fact]
    public void Finished_pictures_leave_the_batch()
    {
        TableDecoder decoder = Decoder(5, 4);
        decoder.Override = (picture, ids) => picture == 0 ? null : [.. Enumerable.Range(0, Searches.Vocabulary).Select(v => v == Searches.End ? 1f : 0f)];
        Searches.Run(decoder, new() { Method = GenerationMethod.Greedy, MaxLength = 10, MinLength = 0 });
        Assert.True(decoder.RowsFed <= 4 + 8, $"{decoder.RowsFed} rows were fed");
    }

    [Fact]
    public void The_same_seed_draws_the_same_captions_and_another_seed_others()
    {
        GenerationOptions options = new() { Method = GenerationMethod.Sample, TopK = 5, MaxLength = 20, MinLength = 15, Seed = 1 };
        IEnumerable<long> first = Searches.Run(Decoder(2, 2), options).SelectMany(c => c.Ids);
        Assert.Equal(first, Searches.Run(Decoder(2, 2), options).SelectMany(c => c.Ids));
        Assert.NotEqual(first, Searches.Run(Decoder(2, 2), options with { Seed = 2 }).SelectMany(c => c.Ids));
    }

    [Fact]
    public void No_ngram_comes_twice_under_its_guard()
    {
        TableDecoder decoder = Decoder(2, 1);
        decoder.Override = (_, ids) => [.. Enumerable.Range(0, Searches.Vocabulary).Select(v => v == 5 + ids.Count % 2 ? 3f : v == 7 ? 2f : v / 100f)];
        IReadOnlyList<long> ids = Searches.Run(decoder, new() { Method = GenerationMethod.Greedy, MaxLength = 14, NoRepeatNgram = 2 })[0].Ids;
        List<(long, long)> pairs = [.. ids.Zip(ids.Skip(1))];
        Assert.Equal(pairs.Count, pairs.Distinct().Count());
    }

    [Fact]
    public void Logits_that_are_not_numbers_are_an_error_and_not_a_caption()
    {
        foreach (GenerationMethod method in Enum.GetValues<GenerationMethod>())
        {
            TableDecoder decoder = Decoder(2, 1);
            decoder.Override = (_, _) => [.. Enumerable.Repeat(float.NaN, Searches.Vocabulary)];
            Assert.Throws<DeviceException>(() => Searches.Run(decoder, new() { Method = method, MaxLength = 8 }));
        }
    }
}
