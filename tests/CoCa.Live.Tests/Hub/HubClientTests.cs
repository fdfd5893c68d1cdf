using CoCa.Live.Hub;

namespace CoCa.Live.Tests.Hub;

public sealed class HubClientTests : IAsyncLifetime
{
    private const string Weights = "open_clip_pytorch_model.bin";

    private static readonly HubReference s_model = HubReference.Parse("hf:some-one/a.model_1");

    private readonly FakeHub _hub = new();
    private readonly string _cache = Directory.CreateTempSubdirectory("coca-hub-").FullName;

    public async ValueTask InitializeAsync() => await _hub.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        Directory.Delete(_cache, recursive: true);
    }

    [Fact]
    public async Task All_files_of_one_commit_come_whole()
    {
        HubSnapshot snapshot = await FetchAsync();
        Assert.Equal((Weights, true, FakeHub.Commit), (snapshot.Weights, snapshot.HasTokenizer, snapshot.Commit));
        foreach ((string name, byte[] content) in _hub.Files) Assert.Equal(content, File.ReadAllBytes(Path.Combine(snapshot.Folder, name)));
        Assert.All(_hub.Asked.Where(a => a.Host == 0).Skip(1), a => Assert.Contains(FakeHub.Commit, a.Path, StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.GetFiles(snapshot.Folder), f => f.Contains(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_token_never_leaves_the_hubs_own_host()
    {
        await FetchAsync(o => o with { Token = "hf_secret" });
        Assert.All(_hub.Asked, a => Assert.Equal(a.Host == 0 ? "Bearer hf_secret" : "", a.Token ?? ""));
        Assert.Contains(_hub.Asked, a => a.Host == 1);
        Assert.DoesNotContain("hf_secret", (new HubOptions { Token = "hf_secret" }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_fetch_brings_no_body_again()
    {
        await FetchAsync();
        File.SetAttributes(Path.Combine(_cache, "some-one--a.model_1", "main", Weights), FileAttributes.ReadOnly);
        await FetchAsync();
    }

    [Fact]
    public async Task A_damaged_file_in_the_cache_is_fetched_again()
    {
        HubSnapshot snapshot = await FetchAsync();
        string path = Path.Combine(snapshot.Folder, Weights);
        byte[] damaged = File.ReadAllBytes(path);
        damaged[1000] ^= 1;
        File.WriteAllBytes(path, damaged);
        await FetchAsync();
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Without_a_connection_the_cache_serves()
    {
        await FetchAsync();
        HubSnapshot snapshot = await FetchAsync(o => o with { Endpoint = new Uri("http://127.0.0.1:1") });
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(Path.Combine(snapshot.Folder, snapshot.Weights)));
    }

    [Fact]
    public async Task A_cut_connection_is_resumed_where_it_broke()
    {
        _hub.Fault = OnStore(async (context, before) =>
        {
            await FakeHub.SendAsync(context, _hub.Files[Weights], "\"t\"", cutAt: 40_000);
            return true;
        }, times: 5);
        HubSnapshot snapshot = await FetchAsync();
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(Path.Combine(snapshot.Folder, Weights)));
        Assert.Equal(5, _hub.Asked.Count(a => a.Host == 1 && a.Range is not (null or "")));
    }

    [Fact]
    public async Task A_cancelled_fetch_is_resumed_by_the_next()
    {
        using CancellationTokenSource cancel = new();
        _hub.Fault = OnStore(async (context, _) =>
        {
            context.Response.ContentLength = 300_000;
            await context.Response.Body.WriteAsync(_hub.Files[Weights].AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        }, times: 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(progress: p =>
        {
            if (p is { File: Weights, Received: 100_000 }) cancel.Cancel();
        }, cancellation: cancel.Token));
        await FetchAsync();
        Assert.Equal("bytes=100000-", _hub.Asked.Last(a => a.Host == 1).Range);
    }

    [Fact]
    public async Task A_stalled_connection_is_given_up_and_resumed()
    {
        _hub.Fault = OnStore(async (context, _) =>
        {
            context.Response.ContentLength = 300_000;
            await context.Response.Body.WriteAsync(_hub.Files[Weights].AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        }, times: 1);
        HubSnapshot snapshot = await FetchAsync(o => o with { StallTimeout = TimeSpan.FromSeconds(0.3) });
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(Path.Combine(snapshot.Folder, Weights)));
    }

    [Fact]
    public async Task A_server_that_always_stalls_is_an_error_in_one_line()
    {
        _hub.Fault = OnStore(async (context, _) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        Assert.Contains("nothing came for 0.2 s", await ErrorAsync(o => o with { StallTimeout = TimeSpan.FromSeconds(0.2) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_than_the_one_begun_is_not_glued_to_it()
    {
        byte[] other = [.. _hub.Files["vocab.json"], .. new byte[900]];
        _hub.Files["vocab.json"] = [.. Enumerable.Repeat((byte)'v', 900)];
        _hub.Fault = async (context, name, before) =>
        {
            if (name != "vocab.json" || before > 0) return false;
            await FakeHub.SendAsync(context, _hub.Files[name], "\"old\"", cutAt: 300);
            _hub.Files["vocab.json"] = other;
            return true;
        };
        HubSnapshot snapshot = await FetchAsync();
        Assert.Equal(other, File.ReadAllBytes(Path.Combine(snapshot.Folder, "vocab.json")));
    }

    [Fact]
    public async Task Changed_bytes_are_found_by_their_hash()
    {
        byte[] changed = [.. _hub.Files[Weights]];
        changed[^1] ^= 1;
        _hub.Fault = OnStore(async (context, _) =>
        {
            await FakeHub.SendAsync(context, changed, "\"t\"");
            return true;
        });
        Assert.Contains("SHA-256", await ErrorAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_cache, Weights + "*", SearchOption.AllDirectories), f => true);
    }

    [Theory]
    [InlineData(299_999)]
    [InlineData(400_000)]
    public async Task A_wrong_length_is_refused(int length)
    {
        _hub.Fault = OnStore(async (context, _) =>
        {
            byte[] content = [.. _hub.Files[Weights], .. new byte[100_000]];
            await FakeHub.SendAsync(context, content[..length], "\"t\"");
            return true;
        });
        Assert.Contains($"announces 300000 bytes, the answer has {length}", await ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_instead_of_the_file_is_refused()
    {
        _hub.Fault = async (context, name, _) =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.Body.WriteAsync("<html>sign in</html>"u8.ToArray());
            return true;
        };
        Assert.Contains("web page", await ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Weights, "longer than the 300000 bytes")]
    [InlineData("vocab.json", "longer than 100000 bytes")]
    public async Task An_endless_answer_ends_at_what_was_announced(string file, string expected)
    {
        _hub.Fault = async (context, name, _) =>
        {
            if (name != file || (file == Weights && context.Connection.LocalPort == _hub.Endpoint.Port)) return false;
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(new byte[50_000]);
            return true;
        };
        Assert.Contains(expected, await ErrorAsync(o => o with { LongestUnannounced = 100_000 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "no open_clip_config.json")]
    [InlineData(401, "set HF_TOKEN")]
    [InlineData(403, "set HF_TOKEN")]
    [InlineData(418, "answers 418")]
    [InlineData(429, "answers 429")]
    [InlineData(503, "answers 503")]
    public async Task Refusals_are_told_in_one_line(int status, string expected)
    {
        _hub.Fault = (context, _, _) =>
        {
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        Assert.Contains(expected, await ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_waited_for_as_the_hub_asks()
    {
        _hub.Fault = (context, _, before) =>
        {
            if (before > 0) return Task.FromResult(false);
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
            return Task.FromResult(true);
        };
        await FetchAsync(o => o with { FirstPause = TimeSpan.FromHours(1) });
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        _hub.Fault = (context, _, _) =>
        {
            context.Response.Redirect(context.Request.Path);
            return Task.FromResult(true);
        };
        Assert.Contains("redirects", await ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hf:laion/CoCa-ViT-B-32-laion2B-s13B-b90k", "laion", "CoCa-ViT-B-32-laion2B-s13B-b90k", "main")]
    [InlineData("hf:a/b@refs/pr/1", "a", "b", "refs/pr/1")]
    public void References_are_understood(string text, string owner, string name, string revision) =>
        Assert.Equal(new HubReference(owner, name, revision), HubReference.Parse(text));

    [Theory]
    [InlineData("hf:a")]
    [InlineData("hf:a/b/c")]
    [InlineData("hf:../b")]
    [InlineData("hf:a/b@../../x")]
    [InlineData("hf:a/b@")]
    public void Other_forms_are_refused(string text) => Assert.Contains("expected hf:OWNER/NAME", Assert.Throws<HubException>(() => HubReference.Parse(text)).Message, StringComparison.Ordinal);

    private static Func<Microsoft.AspNetCore.Http.HttpContext, string, int, Task<bool>> OnStore(Func<Microsoft.AspNetCore.Http.HttpContext, int, Task<bool>> fault, int times = int.MaxValue) =>
        (context, _, before) => context.Request.Path.StartsWithSegments("/store") && before < times ? fault(context, before) : Task.FromResult(false);

    private async Task<HubSnapshot> FetchAsync(Func<HubOptions, HubOptions>? change = null, Action<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        HubOptions options = new() { Endpoint = _hub.Endpoint, CacheFolder = _cache, FirstPause = TimeSpan.FromMilliseconds(5), StallTimeout = TimeSpan.FromSeconds(20) };
        using HubClient client = new(change?.Invoke(options) ?? options);
        return await client.FetchModelAsync(s_model, wantTokenizer: true, progress is null ? null : new Direct(progress), cancellation);
    }

    private async Task<string> ErrorAsync(Func<HubOptions, HubOptions>? change = null)
    {
        string message = (await Assert.ThrowsAsync<HubException>(() => FetchAsync(change))).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private sealed class Direct(Action<HubProgress> action) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => action(value);
    }
}
