using System.Globalization;
using System.Net;
using System.Text;
using CoCa.Core;

namespace CoCa.Training.Reports;

/// <summary>Writes a report as one HTML file that needs nothing else: charts are inline SVG, pictures inline data; light or dark as the reader's system is.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--paper:#fff;--ink:#1a1a1a;--faint:#777;--rule:#ddd;--line:#1668b8}
        @media(prefers-color-scheme:dark){:root{--paper:#16181b;--ink:#e6e6e6;--faint:#999;--rule:#333;--line:#6ab0ff}}
        body{font:16px/1.5 system-ui,sans-serif;background:var(--paper);color:var(--ink);max-width:64rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse}td,th{padding:.2rem 1rem .2rem 0;border-bottom:1px solid var(--rule);text-align:left;font-variant-numeric:tabular-nums}
        .charts,.samples{display:grid;gap:1.5rem;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr))}.samples{grid-template-columns:repeat(auto-fill,minmax(14rem,1fr))}
        figure{margin:0}svg,img{width:100%;display:block}img{border-radius:.3rem}.raw,.smooth{fill:none;stroke:var(--line);vector-effect:non-scaling-stroke}
        .raw{opacity:.3}.smooth{stroke-width:2}.axis{stroke:var(--rule)}text,small{fill:var(--faint);color:var(--faint);font-size:11px}small{display:block;font-size:13px}
        """;

    /// <summary>Writes a report; the file appears when it is whole.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public static void Write(string path, TrainingReport report)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string html = Render(report), part = path + ".part";
        try
        {
            File.WriteAllText(part, html);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The report's HTML.</summary>
    public static string Render(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder html = new();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Safe(report.Title)}</title>\n<style>{Style}</style></head>\n<body><h1>{Safe(report.Title)}</h1>\n");
        Table(html, "", report.Facts);
        Table(html, "Scores", [.. report.Scores.Select(s => (s.Name, s.Value.ToString("0.####", CultureInfo.InvariantCulture)))]);
        if (report.Curves.Count > 0) html.Append("<h2>Curves</h2>\n<div class=\"charts\">\n");
        foreach (ReportCurve curve in report.Curves) html.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{Safe(curve.Name)}</figcaption>{SvgChart.Render(curve)}</figure>\n");
        if (report.Curves.Count > 0) html.Append("</div>\n");
        if (report.Samples.Count > 0) html.Append("<h2>Captions</h2>\n<div class=\"samples\">\n");
        foreach (ReportSample sample in report.Samples) Sample(html, sample);
        if (report.Samples.Count > 0) html.Append("</div>\n");
        return html.Append("</body></html>\n").ToString();
    }

    private static void Table(StringBuilder html, string heading, IReadOnlyList<(string Name, string Value)> rows)
    {
        if (rows.Count == 0) return;
        if (heading.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<h2>{Safe(heading)}</h2>\n");
        html.Append("<table>\n");
        foreach ((string name, string value) in rows) html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Safe(name)}</th><td>{Safe(value)}</td></tr>\n");
        html.Append("</table>\n");
    }

    private static void Sample(StringBuilder html, ReportSample sample)
    {
        ReadOnlySpan<byte> file = sample.Picture;
        string type = file.StartsWith("RIFF"u8) ? "webp" : file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P']) ? "png" : "jpeg";
        html.Append(CultureInfo.InvariantCulture, $"<figure><img alt=\"\" src=\"data:image/{type};base64,{Convert.ToBase64String(file)}\"><figcaption>{Safe(sample.Caption)}");
        foreach (string reference in sample.References) html.Append(CultureInfo.InvariantCulture, $"<small>{Safe(reference)}</small>");
        html.Append("</figcaption></figure>\n");
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
