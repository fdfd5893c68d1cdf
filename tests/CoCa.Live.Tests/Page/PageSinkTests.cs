using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CoCa.Core;
using CoCa.Live.Page;
using CoCa.Live.Tests.Sinks;
using CoCa.Realtime.Results;

namespace CoCa.Live.Tests.Page;

public sealed class PageSinkTests : IAsyncLifetime
{
    private const string Token = "a-token-of-a-test";

    private readonly HttpClient _client = new();
    private readonly List<string> _asked = [];
    private PageSink _page = null!;
    private Frames _frames = null!;

    public async ValueTask InitializeAsync()
    {
        _page = await PageSink.StartAsync(new()
        {
            Token = Token,
            SetLabels = (stream, labels) =>
            {
                _asked.Add($"{stream}: {string.Join('|', labels)}");
                return labels.Count == 0 ? "name a label" : null;
            },
            Search = text => [new("clip", TimeSpan.FromSeconds(3), .5f, $"about {text}")],
        });
        _frames = new(_page) { Labels = new LabelScore[] { new("a dog", .9f, true), new("nothing", float.NaN, false) } };
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task The_address_leads_to_the_page_and_nothing_else_lets_in()
    {
        Assert.Equal("127.0.0.1", _page.Address.Host);
        HttpResponseMessage page = await _client.GetAsync(_page.Address);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        string html = await page.Content.ReadAsStringAsync();
        Assert.Contains("<title>", html);
        Assert.DoesNotContain("https://", html); // nothing from outside the machine
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        foreach (string query in (string[])["", "?token=", "?token=wrong", $"?token={Token}x"])
            Assert.Equal(HttpStatusCode.Forbidden, (await _client.GetAsync(new Uri(_page.Address, "/" + query))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(At("/other"))).StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "evil.example")]
    public async Task Another_page_or_another_name_of_this_host_is_refused(string header, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, _page.Address);
        request.Headers.TryAddWithoutValidation(header, value);
        Assert.Equal(HttpStatusCode.Forbidden, (await _client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_browser_gets_frames_changes_labels_and_searches()
    {
        using ClientWebSocket socket = await ConnectAsync();
        _frames.Show(1.5, Frames.Caption("größer", 1, 1.5));
        JsonElement frame = await ReceiveAsync(socket);
        Assert.Equal(("frame", "clip", 1.5, "größer", "final"), (Text(frame, "type"), Text(frame, "stream"), frame.GetProperty("t").GetDouble(), Text(frame, "caption"), Text(frame, "captionState")));
        Assert.Equal(.9f, frame.GetProperty("labels")[0].GetProperty("p").GetSingle());
        _page.Change(new("clip", StreamState.Stalled, TimeSpan.Zero, null));
        Assert.Equal("stalled", Text(await ReceiveAsync(socket), "state"));
        await SendAsync(socket, """{"type":"labels","stream":"clip","labels":["a cat","","rain"]}""");
        Assert.Equal(JsonValueKind.Null, (await ReceiveAsync(socket)).GetProperty("problem").ValueKind);
        await SendAsync(socket, """{"type":"labels","stream":"clip","labels":[]}""");
        Assert.Equal("name a label", Text(await ReceiveAsync(socket), "problem"));
        Assert.Equal(["clip: a cat|rain", "clip: "], _asked);
        await SendAsync(socket, """{"type":"search","text":"a dog"}""");
        Assert.Equal("about a dog", Text((await ReceiveAsync(socket)).GetProperty("moments")[0], "caption"));
        foreach (string bad in (string[])["", "{", "[]", "{}", """{"type":7}""", """{"type":"labels","stream":"x","labels":3}"""])
        {
            await SendAsync(socket, bad);
            Assert.NotEmpty(Text(await ReceiveAsync(socket), "problem"));
        }
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection()
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, new string('x', 20_000));
        WebSocketReceiveResult end = await socket.ReceiveAsync(new byte[10], CancellationToken.None);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.MessageTooBig), (end.MessageType, end.CloseStatus));
    }

    [Fact]
    public async Task A_browser_that_does_not_read_is_not_waited_for_and_sees_the_newest_later()
    {
        using ClientWebSocket socket = await ConnectAsync();
        for (int i = 0; i < 20_000; i++) _frames.Show(i);
        JsonElement last = default;
        for (int n = 0; last.ValueKind == JsonValueKind.Undefined || last.GetProperty("id").GetInt64() < 19_999; n++)
        {
            last = await ReceiveAsync(socket);
            Assert.True(n < 20_000);
        }
    }

    [Fact]
    public async Task The_video_comes_as_pictures()
    {
        _frames.Show(0);
        using Stream video = await _client.GetStreamAsync(At("/video", "&stream=clip"));
        Task<string> head = ReadHeadAsync(video);
        for (int i = 1; !head.IsCompleted; i++)
        {
            _frames.Show(i);
            await Task.WhenAny(head, Task.Delay(20));
        }
        Assert.StartsWith("--frame\r\nContent-Type: image/jpeg", await head);
        byte[] start = new byte[2];
        await video.ReadExactlyAsync(start);
        Assert.Equal([0xFF, 0xD8], start); // a JPEG's first bytes
    }

    [Fact]
    public async Task The_subtitles_can_be_downloaded()
    {
        for (int i = 0; i < 60; i++) _frames.Show(i / 10.0, Frames.Caption(i < 30 ? "first" : "second", i < 30 ? 0 : 3, i / 10.0));
        string srt = await _client.GetStringAsync(At("/subtitles", "&stream=clip"));
        Assert.Equal("1\n00:00:00,000 --> 00:00:03,000\nfirst\n\n2\n00:00:03,000 --> 00:00:05,900\nsecond\n\n", srt);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line()
    {
        InvalidInputException e = await Assert.ThrowsAsync<InvalidInputException>(() => PageSink.StartAsync(new() { Port = _page.Address.Port }));
        Assert.StartsWith($"127.0.0.1:{_page.Address.Port}: the page cannot be served there", e.Message);
    }

    private Uri At(string path, string more = "") => new(_page.Address, $"{path}?token={Token}{more}");

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private async Task<ClientWebSocket> ConnectAsync()
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new UriBuilder(At("/events")) { Scheme = "ws" }.Uri, CancellationToken.None);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        using MemoryStream message = new();
        byte[] part = new byte[4096];
        WebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(part, CancellationToken.None);
            message.Write(part, 0, result.Count);
        }
        while (!result.EndOfMessage);
        return JsonDocument.Parse(message.ToArray()).RootElement;
    }

    private static async Task<string> ReadHeadAsync(Stream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }
        return head.ToString();
    }
}
