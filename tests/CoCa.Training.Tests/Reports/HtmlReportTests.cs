using System.Text.RegularExpressions;
using System.Xml.Linq;
using CoCa.Training.Reports;

namespace CoCa.Training.Tests.Reports;

public sealed class HtmlReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_shows_everything_and_needs_no_other_file()
    {
        HtmlReport.Write(_folder["r.html"], new()
        {
            Title = "coca <mini>",
            Facts = [("hours", "3 & a half")],
            Scores = [("CIDEr-D", 0.55125)],
            Curves = [new("caption loss", [.. Enumerable.Range(0, 2000).Select(i => ((double)i, 5 / (1 + i * 0.01)))]), new("empty", [(1, double.NaN)])],
            Samples = [new(TarBuilder.Png(4, 4, 1), "a <b>dog</b>", ["a \"brown\" dog"])],
        });
        string html = File.ReadAllText(_folder["r.html"]);
        foreach (string part in (string[])["coca &lt;mini&gt;", "3 &amp; a half", "0.5513", "a &lt;b&gt;dog&lt;/b&gt;", "a &quot;brown&quot; dog", "data:image/png;base64,", "prefers-color-scheme:dark", "no values", "step 1999"])
            Assert.Contains(part, html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Equal(["r.html"], _folder.Names);
    }

    [Fact]
    public void A_chart_stays_within_its_frame_whatever_the_values()
    {
        Random random = new(3);
        (double, double)[][] curves = [[(1, 2)], [(1, 2), (1, 2)], [.. Enumerable.Range(0, 5000).Select(i => (i * 1.0, random.NextDouble() * Math.Pow(10, random.Next(-9, 9))))], [(0, -5), (1e9, -5), (2e9, double.PositiveInfinity)]];
        foreach ((double, double)[] points in curves)
        {
            XElement svg = XElement.Parse(SvgChart.Render(new("x", points)));
            foreach (XElement line in svg.Elements("polyline"))
            {
                MatchCollection numbers = Regex.Matches(line.Attribute("points")!.Value, @"(\S+),(\S+)");
                Assert.InRange(numbers.Count, 1, 602);
                foreach (Match m in numbers)
                {
                    Assert.InRange(double.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 0, 400);
                    Assert.InRange(double.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), 0, 200);
                }
            }
        }
    }

    [Fact]
    public void A_log_gives_a_curve_for_every_number_and_half_a_line_is_left_out()
    {
        File.WriteAllText(_folder["log.jsonl"], "{\"step\":1,\"total\":3.5,\"rate\":0.1}\n{\"step\":2,\"total\":3,\"note\":\"x\"}\n[]\n\n{\"step\":3,\"tot");
        IReadOnlyList<ReportCurve> curves = LogCurves.Read(_folder["log.jsonl"]);
        Assert.Equal(["total", "rate"], curves.Select(c => c.Name));
        Assert.Equal([(1.0, 3.5), (2.0, 3.0)], curves[0].Points);
    }
}
