using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CoCa.Cli.Tests;

/// <summary>An OpenTelemetry collector as far as metrics over HTTP need one: takes what is posted, and reads the sums out of the Protocol Buffers (opentelemetry-proto, metrics.proto).</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();

    public OtlpReceiver()
    {
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Where things were posted to, in order.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>The last value of every sum by its name and attributes: <c>coca.frames stream=a outcome=shown</c>.</summary>
    public ConcurrentDictionary<string, long> Sums { get; } = new();

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            Paths.Enqueue($"{context.Request.Url!.AbsolutePath} {context.Request.ContentType}");
            foreach (Field resource in Fields(body.ToArray()).Where(f => f.Number == 1))
                foreach (Field scope in Fields(resource.Bytes).Where(f => f.Number == 2))
                    foreach (Field metric in Fields(scope.Bytes).Where(f => f.Number == 2)) Read(metric.Bytes);
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private void Read(byte[] metric)
    {
        Field[] fields = [.. Fields(metric)];
        string name = Encoding.UTF8.GetString(fields.First(f => f.Number == 1).Bytes);
        foreach (Field sum in fields.Where(f => f.Number == 7))
            foreach (Field point in Fields(sum.Bytes).Where(f => f.Number == 1))
            {
                Field[] parts = [.. Fields(point.Bytes)];
                IEnumerable<string> attributes = parts.Where(p => p.Number == 7).Select(p => Fields(p.Bytes).ToArray()).Select(kv => $"{Encoding.UTF8.GetString(kv[0].Bytes)}={Encoding.UTF8.GetString(Fields(kv[1].Bytes).First().Bytes)}");
                if (parts.FirstOrDefault(p => p.Number == 6) is { } value) Sums[string.Join(' ', [name, .. attributes.OrderDescending()])] = (long)value.Number64;
            }
    }

    /// <summary>The fields of a message: varints and fixed numbers in <see cref="Field.Number64"/>, all else in <see cref="Field.Bytes"/>.</summary>
    private static IEnumerable<Field> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            int number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return new(number, Varint(message, ref at), []);
                    break;
                case 1:
                    yield return new(number, BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)), []);
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    yield return new(number, 0, message[at..(at + length)]);
                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }

    private sealed record Field(int Number, ulong Number64, byte[] Bytes);
}
