using System.Globalization;
using CoCa.Cli.Output;
using CoCa.Live.Metrics;
using CoCa.Realtime;

namespace CoCa.Cli.Watching;

/// <summary>Where <c>--metrics</c> sends a run's numbers: a port to serve them on, a collector, or <c>otlp</c> for the collector that the environment names.</summary>
/// <param name="Port">Serves a text page there; null for a collector.</param>
/// <param name="Collector">The collector; null for the environment's.</param>
internal readonly record struct MetricsTarget(int? Port, Uri? Collector)
{
    /// <summary>Reads the option's value.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static MetricsTarget Parse(string value)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535) return new(port, null);
        if (value == "otlp")
            return OtlpMetrics.FromEnvironment is not null ? new(null, null) : throw new UsageException("--metrics otlp sends to the collector in OTEL_EXPORTER_OTLP_ENDPOINT, which is not set; set it, or give its address, such as --metrics http://localhost:4318");
        return Uri.TryCreate(value, UriKind.Absolute, out Uri? collector) && collector.Scheme is "http" or "https"
            ? new(null, collector)
            : throw new UsageException($"--metrics is \"{value}\", expected a port (9464), a collector's address (http://localhost:4318), or otlp");
    }

    /// <summary>Adds it to a run.</summary>
    /// <exception cref="CoCa.Core.InvalidInputException">The port is taken.</exception>
    public async Task AddToAsync(CoCaEngine engine, Terminal terminal)
    {
        if (Port is { } port)
        {
            MetricsPage page = await MetricsPage.StartAsync(port, engine.Summary).ConfigureAwait(false);
            engine.AddSink(page);
            terminal.Note($"metrics: {page.Address}");
        }
        else engine.AddSink(new OtlpMetrics(Collector));
    }
}
