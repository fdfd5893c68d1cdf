using System.Globalization;
using System.Text;

namespace CoCa.Training.Reports;

/// <summary>A curve as inline SVG: every value thin, a running mean thick. The scale leaves out the highest hundredth, so that the first steps do not flatten the rest.</summary>
internal static class SvgChart
{
    private const int Width = 400, Height = 200, Left = 56, Bottom = 20, MostPoints = 600;
    private const double Memory = 0.02;

    public static string Render(ReportCurve curve)
    {
        (double Step, double Value)[] points = [.. curve.Points.Where(p => double.IsFinite(p.Value) && double.IsFinite(p.Step))];
        if (points.Length == 0) return "<small>no values</small>";
        double[] sorted = [.. points.Select(p => p.Value).Order()];
        double low = sorted[0], high = Math.Max(sorted[(sorted.Length - 1) * 99 / 100], low + 1e-9 + Math.Abs(low) * 1e-6);
        double first = points[0].Step, last = Math.Max(points[^1].Step, first + 1e-9);
        int every = (points.Length + MostPoints - 1) / MostPoints;

        StringBuilder raw = new(), smooth = new();
        double mean = points[0].Value, rate = Math.Clamp(20.0 / points.Length, Memory, 1);
        for (int i = 0; i < points.Length; i++)
        {
            // The mean of what is there so far at first, then a running one.
            mean += (points[i].Value - mean) * Math.Max(rate, 1.0 / (i + 1));
            if (i % every != 0 && i != points.Length - 1) continue;
            Add(raw, points[i].Step, points[i].Value);
            Add(smooth, points[i].Step, mean);
        }
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg viewBox="0 0 {Width} {Height}" role="img"><path class="axis" d="M{Left} 4V{Height - Bottom}H{Width - 4}" fill="none"/>
            <polyline class="raw" points="{raw}"/><polyline class="smooth" points="{smooth}"/>
            <text x="{Left - 4}" y="14" text-anchor="end">{high:g3}</text><text x="{Left - 4}" y="{Height - Bottom}" text-anchor="end">{low:g3}</text>
            <text x="{Left}" y="{Height - 5}">{first:0}</text><text x="{Width - 4}" y="{Height - 5}" text-anchor="end">step {last:0}</text></svg>
            """);

        void Add(StringBuilder line, double step, double value)
        {
            double x = Left + (step - first) / (last - first) * (Width - 4 - Left);
            double y = 4 + (1 - (Math.Clamp(value, low, high) - low) / (high - low)) * (Height - Bottom - 4);
            line.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
        }
    }
}
