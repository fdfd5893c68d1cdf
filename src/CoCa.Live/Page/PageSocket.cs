using System.Net.WebSockets;
using System.Text.Json;
using CoCa.Core;

namespace CoCa.Live.Page;

/// <summary>
/// One browser's connection. Sends the newest state of every stream: a slow reader skips, one that takes nothing for <see cref="s_patience"/> is dropped. Takes
/// <c>{"type":"labels","stream":..,"labels":[..]}</c> and <c>{"type":"search","text":..}</c>, at most 16 KiB each.
/// </summary>
internal sealed class PageSocket(WebSocket socket, PageOptions options, TimeProvider time) : IDisposable
{
    private const int LongestMessage = 16 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Sends a stream's states until the connection ends.</summary>
    public async Task FollowAsync(StreamView view, CancellationToken cancellation)
    {
        long seen = 0;
        while (!cancellation.IsCancellationRequested)
        {
            (byte[] state, seen) = await view.States.AfterAsync(seen, cancellation).ConfigureAwait(false);
            await SendAsync(state, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what the page asks until the connection ends.</summary>
    public async Task AnswerAsync(CancellationToken cancellation)
    {
        byte[] message = new byte[LongestMessage + 1];
        while (true)
        {
            int length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(message.AsMemory(length), cancellation).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) return;
                length += part.Count;
                if (length > LongestMessage)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, $"a message has at most {LongestMessage} bytes", cancellation).ConfigureAwait(false);
                    return;
                }
            }
            while (!part.EndOfMessage);
            await SendAsync(Answer(message.AsMemory(0, length)), cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            using CancellationTokenSource patience = new(s_patience, time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, either.Token).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private byte[] Answer(ReadOnlyMemory<byte> message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            JsonElement root = document.RootElement;
            return root.GetProperty("type").GetString() switch
            {
                "labels" => Labels(root.GetProperty("stream").GetString() ?? "", [.. root.GetProperty("labels").EnumerateArray().Select(l => l.GetString() ?? "").Where(l => l.Length > 0)]),
                "search" => Search(root.GetProperty("text").GetString() ?? ""),
                _ => Error("unknown", "an unknown message"),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Error("unknown", "a message that is not understood");
        }
        catch (CoCaException e)
        {
            return Error("unknown", e.Message); // a bundle without a tokenizer has no words to search for
        }
    }

    private byte[] Labels(string stream, IReadOnlyList<string> labels)
    {
        string? problem = options.SetLabels is { } set ? set(stream, labels) : "labels cannot be changed here";
        return Error("labels", problem);
    }

    private byte[] Search(string text) => options.Search is not { } search ? Error("found", "there is no history to search") : Json(json =>
    {
        json.WriteString("type", "found");
        json.WriteStartArray("moments");
        foreach (PageMoment m in search(text))
        {
            json.WriteStartObject();
            json.WriteString("stream", m.Stream);
            json.WriteNumber("t", m.Time.TotalSeconds);
            json.WriteNumber("p", float.IsFinite(m.Similarity) ? m.Similarity : 0);
            json.WriteString("caption", m.Caption ?? "");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static byte[] Error(string type, string? problem) => Json(json =>
    {
        json.WriteString("type", type);
        json.WriteString("problem", problem);
    });

    private static byte[] Json(Action<Utf8JsonWriter> fields)
    {
        using MemoryStream message = new();
        using (Utf8JsonWriter json = new(message))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }
        return message.ToArray();
    }
}
