using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CoCa.Live.Tests.Sources.Servers;

/// <summary>An ffmpeg that sends; disposal kills it.</summary>
internal sealed class FfmpegServer : IAsyncDisposable
{
    private readonly Process _process;

    private FfmpegServer(string[] arguments) => _process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", .. arguments]))!;

    /// <summary>Starts one that sends to whoever is there.</summary>
    public static FfmpegServer Start(params string[] arguments) => new(arguments);

    /// <summary>Starts one and waits until it listens: the system's table tells, as a connection would use up its one client.</summary>
    public static async Task<FfmpegServer> StartAsync(int port, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/proc/net/tcp"), "no /proc/net/tcp, which tells when a server listens");
        FfmpegServer server = new(arguments);
        while (!File.ReadAllLines("/proc/net/tcp").Any(l => l.Contains($"0100007F:{port:X4} 00000000:0000 0A", StringComparison.Ordinal)))
        {
            Assert.False(server._process.HasExited, "ffmpeg does not serve");
            await Task.Delay(20);
        }
        return server;
    }

    /// <summary>A port of loopback that nobody uses.</summary>
    public static int FreePort(SocketType type = SocketType.Stream)
    {
        using Socket socket = new(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
