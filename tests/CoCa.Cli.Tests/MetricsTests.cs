using System.Diagnostics;
using System.Globalization;
using System.Net;
using CoCa.Live.Tests;

namespace CoCa.Cli.Tests;

public sealed class MetricsTests : IDisposable
{
    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collector_is_told_what_became_of_every_frame(bool named)
    {
        using OtlpReceiver collector = new();
        string clip = _clips.Test("a.mp4", 30);
        Dictionary<string, string?> environment = new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = named ? null : collector.Address };
        (await Coca.RunAsync(["live", clip, "--model", await Bundles.SmallAsync(), "--caption-every", "0", "--metrics", named ? collector.Address : "otlp"], null, environment)).Expect(0);
        Assert.All(collector.Paths, p => Assert.Equal("/v1/metrics application/x-protobuf", p));
        Assert.Equal([0L, 0, 30], ((string[])["dropped", "failed", "shown"]).Select(o => collector.Sums.Single(s => s.Key.StartsWith("coca.frames ", StringComparison.Ordinal) && s.Key.EndsWith($"outcome={o}", StringComparison.Ordinal)).Value));
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_a_failed_sink_and_the_run_goes_on()
    {
        string clip = _clips.Test("a.mp4", 5);
        using OtlpReceiver gone = new();
        gone.Dispose();
        Ended ended = (await Coca.RunAsync("live", clip, "--model", await Bundles.SmallAsync(), "--metrics", gone.Address)).Expect(3);
        Assert.Contains($"metrics to {gone.Address}: failed and gets no more results: the last numbers did not arrive", ended.Error, StringComparison.Ordinal);
        Assert.Contains("5 frames in = 5 shown", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_text_has_the_same_numbers_while_it_runs_for_this_machine_alone()
    {
        using Process process = Coca.Start(["live", _clips.Test("long.mp4", 600), "--realtime", "--model", await Bundles.SmallAsync(), "--metrics", "0"]);
        string? line;
        while ((line = await process.StandardError.ReadLineAsync()) is not null && !line.Contains("metrics: http", StringComparison.Ordinal)) ;
        Uri address = new(line!.Split("metrics: ")[1]);
        using HttpClient client = new();
        string text;
        do text = await client.GetStringAsync(address);
        while (Value(text, "shown") < 3); // the run shows frames
        Assert.Contains("# TYPE coca_frames_total counter", text, StringComparison.Ordinal);
        Assert.Contains("coca_stage_duration_seconds{stage=\"encode\",quantile=\"0.99\"} ", text, StringComparison.Ordinal);
        Assert.Contains(",outcome=\"in\"} ", text, StringComparison.Ordinal);
        Assert.Matches("coca_stream_state\\{stream=\".*long.mp4\"\\} 1\n", text);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(address, "/"))).StatusCode);
        using HttpRequestMessage foreign = new(HttpMethod.Get, address);
        foreign.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(foreign)).StatusCode);
        Assert.Equal(0, Coca.Kill(process.Id, Coca.Interrupt));
        (await Coca.EndAsync(process)).Expect(130);

        static double Value(string text, string outcome) => text.Split('\n').Where(l => l.Contains($"outcome=\"{outcome}\"", StringComparison.Ordinal)).Select(l => double.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture)).FirstOrDefault();
    }

    [Theory]
    [InlineData("nonsense", "expected a port")]
    [InlineData("70000", "expected a port")]
    [InlineData("otlp", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    public async Task A_target_that_is_none_is_one_line(string target, string expected)
    {
        Dictionary<string, string?> none = new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = null, ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = null };
        (await Coca.RunAsync(["live", "a.mp4", "--model", await Bundles.SmallAsync(), "--metrics", target], null, none)).ExpectOneLine(2, expected);
    }
}
