using System.Collections.Concurrent;
using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;
using CoCa.Inference.Sessions;

namespace CoCa.Inference.Tests;

/// <summary>How a model behaves besides its numbers. What counts native objects runs alone.</summary>
[CollectionDefinition(nameof(ModelTests), DisableParallelization = true)]
[Collection(nameof(ModelTests))]
public sealed class ModelTests
{
    public static TheoryData<Precision> Precisions => [Precision.Fp32, Precision.Fp16, Precision.Int8];

    [Theory, MemberData(nameof(Precisions))]
    public void A_picture_and_a_text_do_not_depend_on_their_batch(Precision precision)
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip", precision);
        // Sums of another order may round to the neighbouring half, and kernels choose their order by the batch.
        (double tolerance, double tokens) = precision == Precision.Fp16 ? (2.5e-4, 5e-3) : (1e-6, 2e-6);
        float[] pixels = [.. Enumerable.Range(0, 8).SelectMany(i => Scaled(recorded, i))];
        int size = model.ImageEncoder.Layout.Pixels;
        using ImageFeatures together = model.ImageEncoder.Encode(pixels, 8, ImageOutputs.Embedding | ImageOutputs.Tokens);
        using ImageFeatures alone = model.ImageEncoder.CreateFeatures(1, ImageOutputs.Embedding | ImageOutputs.Tokens);
        for (int i = 0; i < 8; i++)
        {
            model.ImageEncoder.Encode(pixels.AsSpan(i * size, size), 1, alone);
            Near(together.Embedding(i), alone.Embedding(0), tolerance);
            Near(together.Tokens(i), alone.Tokens(0), tokens);
        }
        long[] ids = recorded.Io.Longs("in.text");
        int length = model.TextEncoder.ContextLength;
        TextFeatures texts = model.TextEncoder.Encode(ids, 3);
        for (int i = 0; i < 3; i++) Near(texts.Embedding(i), model.TextEncoder.Encode(ids.AsSpan(i * length, length), 1).Embedding(0), 2 * tolerance);
    }

    [Fact]
    public void A_pad_inside_a_text_does_not_end_it()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        int length = model.TextEncoder.ContextLength;
        long pad = recorded.Special.Pad;
        foreach (int at in (int[])[0, 1, 3])
        {
            // Row 0 is short: pads stand at its end too.
            long[] ids = recorded.Io.Longs("in.text")[..length];
            ids[at] = pad;
            TextFeatures whole = model.TextEncoder.Encode(ids, 1, tokens: true), cut = model.TextEncoder.Encode(ids, 1);
            Near(whole.Features(0), cut.Features(0), 1e-5);
        }
        long[] empty = [.. Enumerable.Repeat(pad, length)];
        Near(model.TextEncoder.Encode(empty, 1, tokens: true).Features(0), model.TextEncoder.Encode(empty, 1).Features(0), 1e-5);
    }

    [Theory]
    [InlineData(GenerationMethod.Greedy)]
    [InlineData(GenerationMethod.Beam)]
    [InlineData(GenerationMethod.OpenClipBeam)]
    public void A_caption_does_not_depend_on_its_batch(GenerationMethod method)
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        GenerationOptions options = recorded.Options with { Method = method };
        using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Tokens);
        IReadOnlyList<GeneratedCaption> together = model.Captioner.Generate(features, options);
        for (int i = 0; i < 3; i++) Assert.Equal(together[i].Ids, model.Captioner.Generate(features.Tokens(i), 1, options)[0].Ids);
    }

    [Fact]
    public async Task Tokens_stream_by_callback_and_as_an_async_stream()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        float[] tokens = recorded.Io.Floats("out.image_tokens");
        foreach (GenerationMethod method in Enum.GetValues<GenerationMethod>())
        {
            GenerationOptions options = recorded.Options with { Method = method, Seed = 3, TopK = 5 };
            List<CaptionToken> called = [], streamed = [];
            IReadOnlyList<GeneratedCaption> captions = model.Captioner.Generate(tokens, 3, options, called.Add);
            await foreach (CaptionToken token in model.Captioner.GenerateAsync(tokens, 3, options)) streamed.Add(token);
            Assert.Equal(called, streamed);
            for (int i = 0; i < 3; i++) Assert.Equal(captions[i].Ids.Skip(1), called.Where(t => t.Picture == i).Select(t => t.Id));
        }
    }

    [Fact]
    public async Task Generation_is_cancelled_between_two_tokens_and_gives_its_decoder_back()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        float[] tokens = recorded.Io.Floats("out.image_tokens");
        using CancellationTokenSource source = new();
        int called = 0;
        Assert.Throws<OperationCanceledException>(() => model.Captioner.Generate(tokens, 3, recorded.Options with { Method = GenerationMethod.Greedy }, _ =>
        {
            if (++called == 6) source.Cancel();
        }, source.Token));
        Assert.Equal(6, called);
        long bytes = NativeLedger.Bytes;
        using CancellationTokenSource second = new();
        int read = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (CaptionToken _ in model.Captioner.GenerateAsync(tokens, 3, recorded.Options with { Method = GenerationMethod.Greedy }, second.Token))
                if (++read == 3) await second.CancelAsync();
        });
        Assert.Equal(bytes, NativeLedger.Bytes);
    }

    [Fact]
    public void A_run_can_be_left_at_any_step()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        GenerationRun run = model.Captioner.Start(recorded.Io.Floats("out.image_tokens"), 3, recorded.Options);
        Assert.True(run.Step());
        Assert.Equal(3, run.Captions().Count);
        run.Dispose();
        run.Dispose();
        Assert.Throws<ObjectDisposedException>(() => run.Step());
    }

    [Fact]
    public void Several_threads_share_one_model()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        float[] images = recorded.Io.Floats("in.images");
        long[] texts = recorded.Io.Longs("in.text");
        GenerationOptions options = recorded.Options with { Method = GenerationMethod.Greedy };
        using ImageFeatures expected = model.ImageEncoder.Encode(images, 3, ImageOutputs.Embedding | ImageOutputs.Tokens);
        float[] embedding = expected.Embedding(1).ToArray(), text = model.TextEncoder.Encode(texts, 3).Embedding(2).ToArray();
        long[][] captions = [.. model.Captioner.Generate(expected, options).Select(c => c.Ids.ToArray())];
        ConcurrentBag<Exception> errors = [];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < 10; i++)
                {
                    using ImageFeatures features = model.ImageEncoder.Encode(images, 3, ImageOutputs.Embedding | ImageOutputs.Tokens);
                    Near(embedding, features.Embedding(1), 1e-6);
                    Near(text, model.TextEncoder.Encode(texts, 3).Embedding(2), 1e-6);
                    Assert.Equal(captions, model.Captioner.Generate(features, options).Select(c => c.Ids.ToArray()));
                }
            }
            catch (Exception e)
            {
                errors.Add(e);
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Empty(errors);
    }

    [Fact]
    public void Everything_native_is_freed_with_the_model()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        (long, long, long, long) before = Ledger();
        using (CoCaModel model = TestBundles.Open("openclip"))
        {
            using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, model.ImageEncoder.Layout.Available);
            model.TextEncoder.Encode(recorded.Io.Longs("in.text"), 3);
            float[] tokens = new float[features.Tokens(0).Length];
            model.Pooler!.Tokens(new float[model.Pooler.TokensInput.Values], tokens);
            foreach (GenerationMethod method in Enum.GetValues<GenerationMethod>()) model.Captioner.Generate(features, recorded.Options with { Method = method });
            Assert.NotEqual(before, Ledger());
        }
        Assert.Equal(before, Ledger());
    }

    [Fact]
    public void A_thousand_encodes_and_captions_leave_nothing_behind()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        float[] images = recorded.Io.Floats("in.images");
        using ImageFeatures features = model.ImageEncoder.CreateFeatures(3, ImageOutputs.Embedding | ImageOutputs.Tokens);
        Run(300);
        (long, long, long, long) before = Ledger();
        long memory = Resident();
        Run(1000);
        Assert.Equal(before, Ledger());
        Assert.InRange(Resident() - memory, long.MinValue, 16L << 20);

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                model.ImageEncoder.Encode(images.AsSpan(0, (1 + i % 3) * model.ImageEncoder.Layout.Pixels), 1 + i % 3, features);
                if (i % 10 == 0) model.Captioner.Generate(features, recorded.Options);
            }
        }

        static long Resident()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    [Fact]
    public void A_warm_encode_and_a_warm_step_allocate_nothing()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        using ImageFeatures features = model.ImageEncoder.CreateFeatures(3, ImageOutputs.Embedding | ImageOutputs.Tokens);
        recorded.Io.Floats("in.images").AsSpan(0, features.Pixels(0).Length).CopyTo(features.Pixels(0));
        for (int i = 0; i < 5; i++) model.ImageEncoder.Encode(features, 3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) model.ImageEncoder.Encode(features, 3);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        foreach (GenerationMethod method in Enum.GetValues<GenerationMethod>())
        {
            GenerationOptions options = recorded.Options with { Method = method, MinLength = 12, TopK = 9 };
            model.Captioner.Generate(features, options);
            using GenerationRun run = model.Captioner.Start(features.AllTokens, 3, options);
            for (int i = 0; i < 4; i++) run.Step();
            before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 5; i++) run.Step();
            Assert.True(GC.GetAllocatedBytesForCurrentThread() == before, $"{method}: {GC.GetAllocatedBytesForCurrentThread() - before} bytes in 5 steps");
        }
    }

    [Fact]
    public void Parts_that_were_prepared_are_not_loaded_again()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip");
        long before = NativeLedger.Sessions;
        model.Prepare(ModelParts.Images | ModelParts.Captions);
        Assert.Equal(before + 3, NativeLedger.Sessions);
        using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Tokens);
        model.Captioner.Generate(features, recorded.Options);
        Assert.Equal(before + 3, NativeLedger.Sessions);
    }

    [Fact]
    public void What_is_left_of_a_disposed_model_throws_and_can_still_be_freed()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        (long, long, long, long) before = Ledger();
        CoCaModel model = TestBundles.Open("openclip");
        ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Tokens);
        GenerationRun run = model.Captioner.Start(features.AllTokens, 3, recorded.Options);
        Assert.True(run.Step());
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.ImageEncoder.Encode(features, 3));
        Assert.Throws<ObjectDisposedException>(() => run.Step());
        Assert.Throws<ObjectDisposedException>(() => model.TextEncoder.Encode(recorded.Io.Longs("in.text"), 3));
        Assert.Throws<ObjectDisposedException>(() => model.Captioner.Generate(features, recorded.Options));
        run.Dispose();
        features.Dispose();
        features.Dispose();
        Assert.Equal(before, Ledger());
    }

    [Fact]
    public void A_model_can_be_disposed_while_another_thread_encodes()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        for (int i = 0; i < 5; i++)
        {
            CoCaModel model = TestBundles.Open("openclip");
            using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Embedding);
            using ManualResetEventSlim started = new();
            Exception? seen = null;
            Thread thread = new(() =>
            {
                try
                {
                    while (true)
                    {
                        model.ImageEncoder.Encode(features, 3);
                        started.Set();
                    }
                }
                catch (Exception e)
                {
                    seen = e;
                }
            });
            thread.Start();
            started.Wait();
            model.Dispose();
            thread.Join();
            Assert.IsType<ObjectDisposedException>(seen);
        }
    }

    [Fact]
    public void Wrong_sizes_and_ids_are_refused_in_words()
    {
        using CoCaModel model = TestBundles.Open("openclip");
        Assert.Throws<InvalidInputException>(() => model.ImageEncoder.Encode(new float[5], 1, ImageOutputs.Embedding));
        Assert.Throws<InvalidInputException>(() => model.ImageEncoder.CreateFeatures(0, ImageOutputs.Embedding));
        Assert.Throws<InvalidInputException>(() => model.TextEncoder.Encode([1, 2, 3], 1));
        Assert.Contains("999", Assert.Throws<InvalidInputException>(() => model.TextEncoder.Encode([.. Enumerable.Repeat(999L, 16)], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer", Assert.Throws<InvalidInputException>(() => model.TextEncoder.Encode(["a cat"])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => model.Captioner.Generate(new float[7], 1));
        Assert.Contains("MaxLength", Assert.Throws<InvalidInputException>(() => model.Captioner.Generate(new float[255 * 32], 1, new() { MaxLength = 18 })).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => model.Captioner.Logits(new float[255 * 32], 1, [1, 256]));
        using CoCaModel other = TestBundles.Open("openclip");
        using ImageFeatures foreign = other.ImageEncoder.CreateFeatures(1, ImageOutputs.Embedding);
        Assert.Throws<InvalidInputException>(() => model.ImageEncoder.Encode(foreign, 1));
        using ImageFeatures features = model.ImageEncoder.CreateFeatures(1, ImageOutputs.Embedding);
        Assert.Throws<InvalidInputException>(() => model.ImageEncoder.Encode(features, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => features.Embedding(0).Length);
        model.ImageEncoder.Encode(features, 1);
        Assert.Throws<InvalidOperationException>(() => features.Trunk(0).Length);
    }

    [Fact]
    public void The_real_device_is_reported_and_options_are_checked()
    {
        using CoCaModel model = CoCaModel.Open(TestBundles.Of("openclip"));
        Assert.Equal("CPU", model.Device.Provider);
        Assert.Empty(model.Notices);
        Assert.Throws<InvalidInputException>(() => CoCaModel.Open(TestBundles.Of("openclip"), new() { Device = "GeForce" }));
        Assert.Throws<InvalidInputException>(() => CoCaModel.Open(TestBundles.Of("openclip"), new() { Threads = -1 }));
        Assert.Throws<InvalidInputException>(() => CoCaModel.Open(TestBundles.Of("openclip"), new() { Device = " " }));
        Assert.Throws<BundleException>(() => CoCaModel.Open(TestBundles.Of("openclip") + "-not"));
    }

    private static (long Sessions, long Bindings, long Values, long Bytes) Ledger() => (NativeLedger.Sessions, NativeLedger.Bindings, NativeLedger.Values, NativeLedger.Bytes);

    private static IEnumerable<float> Scaled(RecordedModel recorded, int i)
    {
        float[] images = recorded.Io.Floats("in.images");
        int size = images.Length / 3;
        // Very different ranges, so that one scale for all would show.
        float scale = MathF.Pow(2, i - 4);
        return images.Skip(i % 3 * size).Take(size).Select(x => x * scale);
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
