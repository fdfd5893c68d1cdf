using System.Text.Json;
using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;
using CoCa.Inference.Tests;
using CoCa.Realtime.Pooling;

namespace CoCa.Realtime.Tests.Pooling;

public sealed class TokenWindowTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Videos => [.. TestData.List("fixtures", "video").Append("openclip").Distinct()];

    public static TheoryData<string> Models => [.. RecordedModel.Names];

    [Theory, MemberData(nameof(Videos))]
    public void A_window_of_frames_equals_the_offline_pooler(string name)
    {
        using Clip clip = new(name);
        TokenWindow window = clip.Window(clip.Frames);
        clip.AddAll(window);
        CheckRecorded(clip, window, 0, clip.Frames, "");
        CheckRecorded(clip, window, 0, clip.Frames / 2, ".half");
    }

    [Theory, MemberData(nameof(Videos))]
    public void Windows_of_1_to_64_frames_in_any_order_equal_the_pooler_over_all_their_tokens_side_by_side(string name)
    {
        using Clip clip = new(name);
        using RecordedModel recorded = RecordedModel.Open(clip.ModelName);
        using TensorFile weights = TensorFile.Open(recorded.WeightsPath);
        double[] tokens = [.. clip.Io.Floats("out.tokens").Select(x => (double)x)];
        OfflinePooler offline = new(weights, [.. tokens.Chunk(tokens.Length / clip.Frames)], clip.Model.ImageEncoder.Layout.Generative!.Value.Heads);
        // The pooler of this test is the reference's: it gives what was recorded.
        Agree(clip.Io.Floats("out.video_features_raw"), clip.Io.Floats("out.video_tokens"), [.. Enumerable.Range(0, clip.Frames)]);
        Agree(clip.Io.Floats("out.video_features_raw.half"), clip.Io.Floats("out.video_tokens.half"), [.. Enumerable.Range(0, clip.Frames / 2)]);
        TokenWindow window = clip.Window(64);
        List<int> order = [];
        Random random = new(7);
        for (int added = 1; added <= 140; added++)
        {
            int frame = random.Next(clip.Frames);
            order.Add(frame);
            window.Add(clip.Features, frame);
            if (order.Count > 64) order.RemoveAt(0); // pushed out
            if (added > 64 && added % 19 != 0) continue;
            Check(0);
            // Part of a window is a window.
            if (added % 16 == 0) Check(order.Count / 3);
        }

        void Check(int first)
        {
            float[] raw = new float[clip.Model.Config.EmbedDim], embedding = new float[raw.Length];
            window.Embed(first, order.Count - first, raw, embedding);
            Agree(raw, window.Tokens(first, order.Count - first), order[first..]);
        }

        void Agree(float[] features, float[] pooled, List<int> frames)
        {
            (double[] expectedFeatures, double[] expectedTokens) = offline.Pool(frames);
            Close(expectedFeatures, features);
            Close(expectedTokens, pooled);
        }

        // 1e-5 of the largest: these numbers are not of unit length.
        static void Close(double[] expected, float[] actual)
        {
            double bound = 1e-5 * Math.Max(expected.Max(Math.Abs), 1);
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < actual.Length; i++) Assert.InRange(actual[i] - expected[i], -bound, bound);
        }
    }

    [Theory, MemberData(nameof(Videos))]
    public void Frames_that_were_pushed_out_leave_no_trace(string name)
    {
        using Clip clip = new(name);
        int half = clip.Frames / 2;
        TokenWindow window = clip.Window(half);
        // Other frames first, then the recorded half: the ring has turned.
        for (int i = clip.Frames - 1; i >= 0; i--) window.Add(clip.Features, i);
        for (int i = 0; i < half; i++) window.Add(clip.Features, i);
        Assert.Equal(half, window.Count);
        CheckRecorded(clip, window, 0, half, ".half");
    }

    [Theory, MemberData(nameof(Videos))]
    public void The_recorded_caption_of_a_video_comes_out(string name)
    {
        using Clip clip = new(name);
        TokenWindow window = clip.Window(clip.Frames);
        clip.AddAll(window);
        foreach ((string suffix, int frames) in ((string, int)[])[("", clip.Frames), (".half", clip.Frames / 2)])
        {
            GeneratedCaption caption = Assert.Single(clip.Model.Captioner.Generate(window.Tokens(0, frames), 1, clip.Options));
            long[] expected = clip.Io.Longs($"gen.greedy{suffix}");
            Assert.Equal(expected, caption.Ids.Concat(Enumerable.Repeat(0L, expected.Length - caption.Ids.Count)));
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void A_window_of_one_frame_is_that_frame(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name);
        ImageLayout layout = model.ImageEncoder.Layout;
        using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, layout.Available);
        TokenWindow window = new(layout, model.Pooler, 1);
        float[] raw = new float[layout.Embed], embedding = new float[layout.Embed];
        for (int i = 0; i < 3; i++)
        {
            window.Add(features, i);
            window.Embed(raw, embedding);
            Near(features.Embedding(i), embedding, 1e-5);
            Near(features.Tokens(i), window.Tokens(), Tolerance);
        }
    }

    [Fact]
    public void Without_a_pooler_the_window_is_the_frames_tokens_side_by_side()
    {
        using RecordedModel recorded = RecordedModel.Open("nopool");
        using CoCaModel model = TestBundles.Open("nopool");
        ImageLayout layout = model.ImageEncoder.Layout;
        using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, TokenWindow.Needs(layout));
        TokenWindow window = new(layout, model.Pooler, 2);
        for (int i = 0; i < 3; i++) window.Add(features, i);
        float[] tokens = window.Tokens(), raw = new float[layout.Embed], embedding = new float[layout.Embed];
        Assert.Equal([.. features.Tokens(1), .. features.Tokens(2)], tokens);
        window.Embed(raw, embedding);
        for (int e = 0; e < raw.Length; e++) Assert.Equal((features.Embedding(1)[e] + features.Embedding(2)[e]) / 2, raw[e], 1e-6);
        Assert.Equal(1, embedding.Sum(x => x * (double)x), 1e-5);
        // Twice the same frame is attended to as that frame alone.
        window.Add(features, 2);
        Assert.Equal(model.Captioner.Generate(features.Tokens(2), 1, recorded.Options)[0].Ids, model.Captioner.Generate(window.Tokens(), 1, recorded.Options)[0].Ids);
    }

    [Fact]
    public void Frames_leave_by_age_and_by_number()
    {
        using Clip clip = new("openclip");
        TokenWindow window = new(clip.Model.ImageEncoder.Layout, clip.Model.Pooler, new WindowOptions { MaxFrames = 4, MaxAge = TimeSpan.FromSeconds(1) });
        window.Add(clip.Features, 0, TimeSpan.Zero);
        window.Add(clip.Features, 1, TimeSpan.FromSeconds(0.5));
        window.Add(clip.Features, 2, TimeSpan.FromSeconds(1));
        Assert.Equal((3, TimeSpan.FromSeconds(1)), (window.Count, window.Length));
        window.Add(clip.Features, 3, TimeSpan.FromSeconds(1.2));
        Assert.Equal((3, TimeSpan.FromSeconds(0.5)), (window.Count, window.Time(0)));
        window.Add(clip.Features, 4, TimeSpan.FromSeconds(1.3));
        window.Add(clip.Features, 5, TimeSpan.FromSeconds(1.4));
        Assert.Equal((4, TimeSpan.FromSeconds(1)), (window.Count, window.Time(0)));
        window.Add(clip.Features, 0, TimeSpan.FromSeconds(60));
        Assert.Equal(1, window.Count);
        Assert.Throws<InvalidInputException>(() => window.Add(clip.Features, 0, TimeSpan.FromSeconds(59)));
        window.Clear();
        Assert.Equal((0, TimeSpan.Zero), (window.Count, window.Length));
        Assert.Throws<InvalidInputException>(() => window.Embed(new float[32], new float[32]));
    }

    [Fact]
    public void A_window_without_captions_is_small_and_says_so()
    {
        using Clip clip = new("openclip");
        ImageLayout layout = clip.Model.ImageEncoder.Layout;
        TokenWindow small = new(layout, clip.Model.Pooler, new WindowOptions { MaxFrames = 64, Captions = false }), large = new(layout, clip.Model.Pooler, 64);
        Assert.Equal(ImageOutputs.Contrastive, TokenWindow.Needs(layout, captions: false));
        Assert.True(small.Bytes * 50 < large.Bytes, $"{small.Bytes} and {large.Bytes} bytes");
        small.Add(clip.Features, 0);
        Assert.Throws<InvalidInputException>(() => small.Tokens());
    }

    [Fact]
    public void A_frame_costs_no_allocation_once_all_is_warm()
    {
        using Clip clip = new("openclip");
        TokenWindow window = clip.Window(4);
        float[] raw = new float[32], embedding = new float[32];
        for (int i = 0; i < 10; i++) Frame(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Frame(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Frame(int i)
        {
            clip.Model.ImageEncoder.Encode(clip.Features, clip.Frames);
            window.Add(clip.Features, i % clip.Frames);
            window.Embed(raw, embedding);
        }
    }

    private static void CheckRecorded(Clip clip, TokenWindow window, int first, int count, string suffix)
    {
        float[] raw = new float[clip.Model.Config.EmbedDim], embedding = new float[raw.Length];
        window.Embed(first, count, raw, embedding);
        Near(clip.Io.Floats($"out.video_features_raw{suffix}"), raw, Tolerance);
        Near(clip.Io.Floats($"out.video_features{suffix}"), embedding, 1e-5);
        Near(clip.Io.Floats($"out.video_tokens{suffix}"), window.Tokens(first, count), Tolerance);
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }

    /// <summary>A recorded video, encoded.</summary>
    private sealed class Clip : IDisposable
    {
        public Clip(string name)
        {
            string folder = name == "openclip" ? TestData.Fixture("video", name) : TestData.Require("fixtures", "video", name);
            using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
            string model = config.RootElement.GetProperty("model").GetString()!["coca/".Length..];
            JsonElement generation = config.RootElement.GetProperty("generation");
            Frames = config.RootElement.GetProperty("frames").GetInt32();
            Io = TensorFile.Open(Path.Combine(folder, "io.safetensors"));
            (ModelName, Model) = (model, TestBundles.Open(model));
            Options = new()
            {
                Method = GenerationMethod.Greedy,
                MaxLength = generation.GetProperty("seq_len").GetInt32(),
                MinLength = generation.GetProperty("min_seq_len").GetInt32(),
                Tokens = new(generation.GetProperty("sot_token_id").GetInt64(), generation.GetProperty("eos_token_id").GetInt64()),
            };
            Features = Model.ImageEncoder.Encode(Io.Floats("in.frames"), Frames, TokenWindow.Needs(Model.ImageEncoder.Layout) | ImageOutputs.Embedding);
        }

        public string ModelName { get; }

        public int Frames { get; }

        public TensorFile Io { get; }

        public CoCaModel Model { get; }

        public GenerationOptions Options { get; }

        public ImageFeatures Features { get; }

        public TokenWindow Window(int frames) => new(Model.ImageEncoder.Layout, Model.Pooler, frames);

        public void AddAll(TokenWindow window)
        {
            for (int i = 0; i < Frames; i++) window.Add(Features, i);
        }

        public void Dispose()
        {
            Features.Dispose();
            Model.Dispose();
            Io.Dispose();
        }
    }
}
