using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CoCa.Live.Tests.Sources.Servers;

/// <summary>
/// An RTSP camera on loopback: H.264 that ffmpeg makes, live, as RTP; this hands its packets to every client that plays, between the replies on the same connection (RFC 2326,
/// 10.12). Disposal is its death: listener, connections and encoder go at once, without a word to anybody.
/// </summary>
internal sealed class RtspServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Socket _packets = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _clients = [], _playing = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TemporaryFolder _folder = new();
    private readonly Process _encoder;
    private readonly List<Task> _work = [];
    private bool _isDead;

    private RtspServer(int port, string[] input)
    {
        _packets.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _packets.ReceiveBufferSize = 1 << 20;
        int to = ((IPEndPoint)_packets.LocalEndPoint!).Port;
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _encoder = Process.Start(new ProcessStartInfo("ffmpeg",
        [
            "-nostdin", "-v", "error", .. input, "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "5", "-pix_fmt", "yuv420p",
            "-f", "rtp", "-sdp_file", _folder["stream.sdp"], $"rtp://127.0.0.1:{to}?rtcpport={to}&pkt_size=1200",
        ]) { RedirectStandardInput = true })!;
        _work.Add(ForwardAsync());
        _work.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"rtsp://user:secret@127.0.0.1:{Port}/yard";

    /// <summary>What the encoder reads, if its input is <c>pipe:0</c>.</summary>
    public Stream Input => _encoder.StandardInput.BaseStream;

    /// <summary>Starts one that shows a test picture, and waits for its first packet.</summary>
    public static Task<RtspServer> StartAsync(int port = 0) => StartAsync(port, null, "-re", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25");

    /// <summary>Starts one that shows what ffmpeg makes of these arguments; <paramref name="made"/> is called before the first packet is waited for.</summary>
    public static async Task<RtspServer> StartAsync(int port, Action<RtspServer>? made, params string[] input)
    {
        RtspServer server = new(port, input);
        made?.Invoke(server);
        await server._first.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDead) return;
        _isDead = true;
        await _stop.CancelAsync();
        _listener.Stop();
        lock (_playing)
            foreach (Socket client in _clients) client.Dispose();
        _packets.Dispose();
        _encoder.Kill();
        await _encoder.WaitForExitAsync();
        _encoder.Dispose();
        await Task.WhenAll(_work);
        _folder.Dispose();
        _stop.Dispose();
    }

    /// <summary>Packets of ffmpeg to all who play: <c>$</c>, channel, length, packet.</summary>
    private async Task ForwardAsync()
    {
        byte[] buffer = new byte[1 << 16];
        buffer[0] = (byte)'$';
        try
        {
            while (true)
            {
                int length = await _packets.ReceiveAsync(buffer.AsMemory(4), _stop.Token);
                _first.TrySetResult();
                buffer[1] = (byte)(buffer[5] is >= 192 and <= 223 ? 1 : 0); // reports go their own way
                (buffer[2], buffer[3]) = ((byte)(length >> 8), (byte)length);
                Socket[] playing;
                lock (_playing) playing = [.. _playing];
                foreach (Socket client in playing)
                {
                    try
                    {
                        await client.SendAsync(buffer.AsMemory(0, length + 4), _stop.Token);
                    }
                    catch (Exception e) when (e is SocketException or ObjectDisposedException)
                    {
                        lock (_playing) _playing.Remove(client);
                    }
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It is over.
        }
    }

    private async Task AcceptAsync()
    {
        List<Task> conversations = [];
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                client.NoDelay = true;
                lock (_playing) _clients.Add(client);
                conversations.Add(TalkAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task TalkAsync(Socket client)
    {
        try
        {
            using StreamReader reader = new(new NetworkStream(client), Encoding.Latin1);
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } request)
            {
                string number = "";
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
                    if (header.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase)) number = header;
                string method = request.Split(' ')[0], body = method == "DESCRIBE" ? await DescribeAsync() : "";
                string more = method switch
                {
                    "OPTIONS" => "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n",
                    "DESCRIBE" => $"Content-Base: rtsp://127.0.0.1:{Port}/yard/\r\nContent-Type: application/sdp\r\nContent-Length: {body.Length}\r\n",
                    "SETUP" => "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n",
                    _ => "Session: 1\r\n",
                };
                await client.SendAsync(Encoding.Latin1.GetBytes($"RTSP/1.0 200 OK\r\n{number}\r\n{more}\r\n{body}"), _stop.Token);
                if (method == "PLAY") lock (_playing) _playing.Add(client);
                if (method == "TEARDOWN") break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
        {
            // The client is gone, or we are.
        }
        finally
        {
            lock (_playing) _playing.Remove(client);
            client.Dispose();
        }
    }

    /// <summary>The stream as ffmpeg describes it, reachable by way of this connection.</summary>
    private async Task<string> DescribeAsync()
    {
        string[] lines = (await File.ReadAllLinesAsync(_folder["stream.sdp"])).Where(l => l.Length > 2 && l[1] == '=').ToArray();
        return string.Concat(lines.Select(l => (l.StartsWith("m=video", StringComparison.Ordinal) ? "m=video 0 RTP/AVP 96" : l) + "\r\n")) + "a=control:track1\r\n";
    }
}
