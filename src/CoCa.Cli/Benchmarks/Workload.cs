namespace CoCa.Cli.Benchmarks;

/// <summary>Something to be measured.</summary>
/// <param name="Name">Its name in the result.</param>
/// <param name="Run">Does it once.</param>
/// <param name="Ideal">The seconds that it would take at the machine's limits; null where there is no such limit.</param>
internal sealed record Workload(string Name, Action Run, Func<MachineLimits, double>? Ideal)
{
    /// <summary>Milliseconds of every run.</summary>
    public List<double> Times { get; } = [];

    /// <summary>The fastest run.</summary>
    public double MinMs => Times.Min();

    /// <summary>The run in the middle.</summary>
    public double MedianMs
    {
        get
        {
            double[] sorted = [.. Times.Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>How near the fastest run came to the limit: the best of the one against the best of the other.</summary>
    public double? ShareOfLimit(MachineLimits limits) => Ideal is null ? null : Ideal(limits) * 1000 / MinMs;
}
