using CoCa.Inference;
using CoCa.Live.Page;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Results;

namespace CoCa.Live.Tests.Page;

/// <summary>Moments found by words, with the shipped model's own text embeddings as what was seen.</summary>
public sealed class MomentHistoryTests
{
    private static readonly string[] s_seen = ["two dogs play in the snow", "a man on a bicycle", "children swim in a pool"];

    [Fact]
    public async Task A_moment_is_found_by_what_was_seen_best_first_and_once()
    {
        using CoCaModel model = CoCaModel.Open(Path.Combine(TestData.Root, "models", "coca-mini.coca"), new ModelOptions { Device = "cpu" });
        LabelEmbedder embedder = new(model);
        MomentHistory history = new();
        await using (history.ConfigureAwait(true))
        {
            // Ten seconds of each, ten frames a second.
            for (int i = 0; i < 300; i++)
                history.Show(new FrameResult { Stream = "street", Time = TimeSpan.FromSeconds(i / 10.0), Embedding = model.TextEncoder.Encode([s_seen[i / 100]]).Embedding(0).ToArray(), Caption = new LiveCaption(s_seen[i / 100], CaptionState.Final, default, default) }, default);
            for (int i = 0; i < s_seen.Length; i++)
            {
                IReadOnlyList<PageMoment> found = history.Search(embedder.Create([s_seen[i]], ["{}"]));
                Assert.Equal(s_seen[i], found[0].Caption);
                Assert.InRange(found[0].Similarity, 0.9999f, 1.0001f);
                Assert.InRange(found[0].Time.TotalSeconds, i * 10, (i * 10) + 9.9);
                Assert.Equal(found.OrderByDescending(f => f.Similarity).Select(f => f.Similarity), found.Select(f => f.Similarity));
                // At most one in 3 s.
                TimeSpan[] times = [.. found.Select(f => f.Time).Order()];
                Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(3)));
            }
        }
    }

    [Fact]
    public void Before_anything_was_seen_nothing_is_found()
    {
        using CoCaModel model = CoCaModel.Open(Path.Combine(TestData.Root, "models", "coca-mini.coca"), new ModelOptions { Device = "cpu" });
        Assert.Empty(new MomentHistory().Search(new LabelEmbedder(model).Create(["a dog"], ["{}"])));
    }
}
