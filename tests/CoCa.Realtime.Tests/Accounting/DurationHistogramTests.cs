using CoCa.Realtime.Accounting;

namespace CoCa.Realtime.Tests.Accounting;

public sealed class DurationHistogramTests
{
    [Fact]
    public void Percentiles_are_at_most_a_bucket_too_high()
    {
        DurationHistogram histogram = new();
        Random random = new(1);
        double[] microseconds = [.. Enumerable.Range(0, 5000).Select(_ => Math.Pow(10, 0.5 + random.NextDouble() * 6))];
        foreach (double d in microseconds) histogram.Record(TimeSpan.FromMicroseconds(d));
        Array.Sort(microseconds);
        foreach (double share in (double[])[0, 0.5, 0.95, 0.99, 1])
        {
            double exact = microseconds[Math.Max((int)Math.Ceiling(share * microseconds.Length) - 1, 0)];
            Assert.InRange(histogram.Percentile(share).TotalMicroseconds, exact * 0.99, exact * 1.045);
        }
        Assert.Equal(5000, histogram.Count);
        Assert.InRange(histogram.Longest.TotalMicroseconds, microseconds[^1] - 1, microseconds[^1]);
        Assert.InRange(histogram.Total.TotalMicroseconds, microseconds.Sum() - 5000, microseconds.Sum());
    }

    [Fact]
    public void Nothing_and_the_impossible_are_counted_too()
    {
        DurationHistogram histogram = new();
        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
        foreach (TimeSpan d in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromDays(3)]) histogram.Record(d);
        Assert.Equal((3, TimeSpan.FromDays(3)), (histogram.Count, histogram.Longest));
    }
}
