using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Core.Tokenization;
using CoCa.Training.Data;
using static CoCa.Training.Tests.TarBuilder;

namespace CoCa.Training.Tests.Data;

public sealed class BatchLoaderTests : IDisposable
{
    private static readonly ClipTokenizer s_tokenizer = ClipTokenizer.Load(TestData.Fixture("tokenizer", "bpe_simple_vocab_16e6.txt.gz"));
    private readonly TemporaryFolder _folder = new();
    private readonly BatchLoaderOptions _options = new()
    {
        Preprocess = new() { Height = 16, Width = 16, Mode = ResizeMode.Squash },
        Augmentation = new() { NoiseProbability = 0.5 },
        ContextLength = 12,
        BatchSize = 6,
        Seed = 3,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Threads_and_prefetch_do_not_change_a_batch()
    {
        using DataMix mix = Mix(Captions(20), captions: 2);
        using BatchLoader one = new(mix, s_tokenizer, _options with { Threads = 1, Prefetch = 0 }), many = new(mix, s_tokenizer, _options with { Threads = 4, Prefetch = 3 });
        for (long step = 0; step < 10; step++)
        {
            using TrainingBatch a = await one.ReadAsync(step), b = await many.ReadAsync(step);
            Assert.Equal(a.Pixels, b.Pixels);
            Assert.Equal(a.Ids, b.Ids);
            Assert.Equal(a.Samples, b.Samples);
            Assert.Equal((6 * 3 * 16 * 16, 6 * 2 * 12), (a.Pixels.Length, a.Ids.Length));
        }
        Assert.Equal(0, many.Report.Count);
    }

    [Fact]
    public async Task A_run_that_begins_at_a_step_gets_what_a_run_through_gets_there()
    {
        using DataMix mix = Mix(Captions(20));
        using BatchLoader through = new(mix, s_tokenizer, _options), resumed = new(mix, s_tokenizer, _options);
        for (long step = 0; step < 7; step++) (await through.ReadAsync(step)).Dispose();
        using TrainingBatch a = await through.ReadAsync(7), b = await resumed.ReadAsync(7);
        Assert.Equal(a.Pixels, b.Pixels);
        Assert.Equal(a.Ids, b.Ids);
    }

    [Fact]
    public async Task Ranks_and_accumulated_batches_are_one_large_batch()
    {
        using DataMix mix = Mix(Captions(20));
        using BatchLoader whole = new(mix, s_tokenizer, _options with { BatchSize = 12 });
        using BatchLoader rank0 = new(mix, s_tokenizer, _options with { WorldSize = 2 }), rank1 = new(mix, s_tokenizer, _options with { WorldSize = 2, Rank = 1 });
        using BatchLoader halves = new(mix, s_tokenizer, _options);
        for (long step = 0; step < 3; step++)
        {
            using TrainingBatch all = await whole.ReadAsync(step), first = await rank0.ReadAsync(step), second = await rank1.ReadAsync(step);
            using TrainingBatch early = await halves.ReadAsync(2 * step), late = await halves.ReadAsync(2 * step + 1);
            Assert.Equal(all.Pixels.AsEnumerable(), [.. first.Pixels, .. second.Pixels]);
            Assert.Equal(all.Ids.AsEnumerable(), [.. early.Ids, .. late.Ids]);
            Assert.Equal(all.Samples.AsEnumerable(), [.. early.Samples, .. late.Samples]);
        }
    }

    [Fact]
    public async Task Without_variation_it_is_the_bundles_own_preprocess_and_the_tokenizers_own_ids()
    {
        using DataMix mix = Mix(Captions(8, captions: 1));
        using BatchLoader loader = new(mix, s_tokenizer, _options with { Augmentation = null });
        using TrainingBatch batch = await loader.ReadAsync(0);
        TrainingSample sample = mix.Sources[0].Samples.Read(batch.Samples[2].Index);
        float[] expected = new float[3 * 256];
        CoCa.Live.Pictures.PictureLoader.Decode("x", sample.Picture).Preprocess(new(_options.Preprocess), expected);
        Assert.Equal(expected, batch.Pixels[(2 * 768)..(3 * 768)]);
        Assert.Equal(s_tokenizer.Encode(sample.Captions[0], 12), batch.Ids[24..36]);
    }

    [Fact]
    public async Task Broken_samples_are_counted_named_and_replaced_and_the_run_goes_on()
    {
        byte[] truncated = Png(24, 24, 1);
        using DataMix mix = Mix(Of([
            ("good0.png", Png(24, 24, 1)), ("good0.txt", Utf8("a good one")), ("good1.png", Png(24, 24, 2)), ("good1.txt", Utf8("another")),
            ("badpicture.png", truncated[..40]), ("badpicture.txt", Utf8("x")), ("nocaption.png", Png(8, 8, 3)),
            ("empty.png", Png(8, 8, 3)), ("empty.json", Utf8("""{"captions":["", " "]}""")), ("badjson.png", Png(8, 8, 3)), ("badjson.json", Utf8("{")),
            ("half.png", Png(8, 8, 4)), ("half.json", Utf8("""{"captions":["", "a caption"]}"""))]));
        using BatchLoader loader = new(mix, s_tokenizer, _options with { Threads = 3 }), again = new(mix, s_tokenizer, _options with { Threads = 1 });
        for (long step = 0; step < 8; step++)
        {
            using TrainingBatch batch = await loader.ReadAsync(step), same = await again.ReadAsync(step);
            Assert.All(batch.Samples, s => Assert.Contains(mix.Sources[0].Samples.Read(s.Index).Name, (string[])["good0", "good1", "half"]));
            Assert.Equal(batch.Samples, same.Samples);
        }
        Assert.Equal(5, loader.Report.Count);
        string[] flawed = ["badpicture", "nocaption", "empty", "sample 5", "half"];
        Assert.All(flawed, name => Assert.Contains(loader.Report.First, f => f.Sample.EndsWith(name, StringComparison.Ordinal)));
        Assert.Contains(loader.Report.First, f => f.Reason == "it has neither a caption nor a label");
    }

    [Fact]
    public async Task Data_that_is_all_broken_is_an_error_and_not_a_hang()
    {
        using DataMix mix = Mix(Of(("a.png", [1, 2, 3]), ("a.txt", Utf8("x"))));
        using BatchLoader loader = new(mix, s_tokenizer, _options);
        InvalidInputException e = await Assert.ThrowsAsync<InvalidInputException>(async () => await loader.ReadAsync(0));
        Assert.Contains("100 samples in a row", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using DataMix mix = Mix(Captions(4));
        using BatchLoader loader = new(mix, s_tokenizer, _options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await loader.ReadAsync(0, new(canceled: true)));
        (await loader.ReadAsync(0)).Dispose();
    }

    private DataMix Mix(byte[] tar, int captions = 1)
    {
        string path = _folder[$"{Guid.NewGuid():N}.tar"];
        File.WriteAllBytes(path, tar);
        return new([new(SampleSource.Open(path))], captionsPerPicture: captions);
    }
}
