using CoCa.Core.Preprocessing;
using CoCa.Realtime;
using CoCa.Realtime.Results;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace CoCa.Live.Metrics;

/// <summary>
/// Sends the engine's instruments to an OpenTelemetry collector, every 10 s and at the end, when all streams have ended: it is a sink so that the last numbers go out while the engine still has them.
/// </summary>
public sealed class OtlpMetrics : IResultSink
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT", MetricsVariable = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string SignalPath = "/v1/metrics";
    private const int Interval = 10_000, Patience = 5_000;

    private readonly MeterProvider _provider;

    /// <summary>Starts to send.</summary>
    /// <param name="endpoint">
    /// The collector, HTTP with Protocol Buffers; <c>/v1/metrics</c> is added to an address without a path. Null takes endpoint, protocol, headers and time-out from OpenTelemetry's environment variables.
    /// </param>
    public OtlpMetrics(Uri? endpoint)
    {
        Name = $"metrics to {endpoint?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) ?? FromEnvironment ?? "OTLP"}";
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(r => r.AddService("coca"))
            .AddMeter(CoCaEngine.MeterName)
            .AddOtlpExporter((otlp, reader) =>
            {
                // OpenTelemetry's own default is gRPC; its specification's, and every collector's second port, is HTTP.
                if (endpoint is not null || Environment.GetEnvironmentVariable(ProtocolVariable) is null) otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                if (endpoint is not null) otlp.Endpoint = endpoint.AbsolutePath == "/" ? new(endpoint, SignalPath) : endpoint;
                otlp.TimeoutMilliseconds = Patience;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = Interval;
            })
            .Build();
    }

    /// <summary>The collector that the environment names; null if it names none.</summary>
    public static string? FromEnvironment => Named(MetricsVariable) ?? Named(EndpointVariable);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public void Show(FrameResult result, PixelBuffer picture)
    {
    }

    /// <inheritdoc/>
    public void Change(StreamStateChange change)
    {
    }

    /// <inheritdoc/>
    public void Complete(string stream, StreamCount count)
    {
    }

    /// <summary>Sends the last numbers.</summary>
    /// <exception cref="SinkException">They did not arrive.</exception>
    public async ValueTask DisposeAsync()
    {
        bool arrived = await Task.Run(() => _provider.ForceFlush(2 * Patience)).ConfigureAwait(false);
        _provider.Dispose();
        if (!arrived) throw new SinkException("the last numbers did not arrive: is a collector listening there, for OTLP over HTTP?");
    }

    private static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
