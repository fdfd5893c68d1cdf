using System.Text.Json;
using System.Text.Json.Nodes;
using CoCa.Core;
using CoCa.Drawing.Overlays;

namespace CoCa.Drawing.Themes;

/// <summary>How an overlay looks: a small JSON file. Sizes are shares of the picture's height, but for <see cref="CaptionWidth"/>, a share of its width.</summary>
public sealed record Theme
{
    /// <summary>What is shown.</summary>
    public OverlayParts Parts { get; init; } = OverlayParts.Standard;

    /// <summary>What stays free at each edge; television keeps 5 %.</summary>
    public float Margin { get; init; } = 0.05f;

    /// <summary>The caption's letters.</summary>
    public float CaptionSize { get; init; } = 0.052f;

    /// <summary>The most that the caption takes up, a share of the width.</summary>
    public float CaptionWidth { get; init; } = 0.76f;

    /// <summary>All other letters.</summary>
    public float TextSize { get; init; } = 0.027f;

    /// <summary>The outline of letters.</summary>
    public float Outline { get; init; } = 0.0032f;

    /// <summary>The width of the labels' panel.</summary>
    public float PanelWidth { get; init; } = 0.44f;

    /// <summary>The radius of corners.</summary>
    public float Radius { get; init; } = 0.014f;

    /// <summary>How many labels are shown.</summary>
    public int LabelCount { get; init; } = 5;

    /// <summary>The labels' corner.</summary>
    public Corner LabelCorner { get; init; } = Corner.TopLeft;

    /// <summary>The corner of the figures.</summary>
    public Corner HudCorner { get; init; } = Corner.TopRight;

    /// <summary>Letters.</summary>
    public Rgba Text { get; init; } = Rgba.Parse("#FFFFFF");

    /// <summary>Letters that matter less, and a caption that is no longer true.</summary>
    public Rgba Faint { get; init; } = Rgba.Parse("#C3CCD6");

    /// <summary>The outline of letters.</summary>
    public Rgba Ink { get; init; } = Rgba.Parse("#05070AD0");

    /// <summary>Behind the caption.</summary>
    public Rgba CaptionPanel { get; init; } = Rgba.Parse("#0A0D129E");

    /// <summary>Behind labels and figures.</summary>
    public Rgba Panel { get; init; } = Rgba.Parse("#0A0D12A0");

    /// <summary>The bed of a bar.</summary>
    public Rgba Track { get; init; } = Rgba.Parse("#FFFFFF26");

    /// <summary>The bar of a label that is not seen.</summary>
    public Rgba Bar { get; init; } = Rgba.Parse("#9FB0C2C0");

    /// <summary>The bar of a label that is seen, and the timeline.</summary>
    public Rgba Accent { get; init; } = Rgba.Parse("#3DDC97");

    /// <summary>A badge of <see cref="BadgeKind.Warning"/>.</summary>
    public Rgba Warning { get; init; } = Rgba.Parse("#F5A524F0");

    /// <summary>A badge of <see cref="BadgeKind.Error"/>.</summary>
    public Rgba Error { get; init; } = Rgba.Parse("#E5484DF0");

    /// <summary>How much of the picture the strongest part of a heat map hides, 0 to 1.</summary>
    public float HeatOpacity { get; init; } = 0.6f;

    /// <summary>The look that is taken when none is named.</summary>
    public static Theme Standard { get; } = new();

    /// <summary>Reads a theme; what it does not name stays as in <see cref="Standard"/>.</summary>
    /// <param name="utf8Json">The file's bytes.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">It is no JSON, names something unknown, or a number is out of range.</exception>
    public static Theme Parse(ReadOnlySpan<byte> utf8Json, string name)
    {
        try
        {
            if (JsonNode.Parse(utf8Json) is not JsonObject given) throw new InvalidInputException($"{name}: is no JSON object, expected a theme");
            JsonObject all = JsonNode.Parse(Standard.ToJson())!.AsObject();
            foreach ((string key, JsonNode? value) in given)
            {
                if (!all.ContainsKey(key)) throw new InvalidInputException($"{name}: \"{key}\" is unknown, expected one of {string.Join(", ", all.Select(p => p.Key))}");
                all[key] = value?.DeepClone();
            }
            Theme theme = all.Deserialize(ThemeJson.Default.Theme)!;
            theme.Validate();
            return theme;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidInputException($"{name}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>The theme as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ThemeJson.Default.Theme);

    /// <summary>Throws what is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the property.</exception>
    public void Validate()
    {
        Check(nameof(Margin), Margin, 0, 0.3f);
        Check(nameof(CaptionSize), CaptionSize, 0.01f, 0.3f);
        Check(nameof(CaptionWidth), CaptionWidth, 0.1f, 1);
        Check(nameof(TextSize), TextSize, 0.01f, 0.2f);
        Check(nameof(Outline), Outline, 0, 0.02f);
        Check(nameof(PanelWidth), PanelWidth, 0.1f, 2);
        Check(nameof(Radius), Radius, 0, 0.2f);
        Check(nameof(LabelCount), LabelCount, 0, 30);
        Check(nameof(HeatOpacity), HeatOpacity, 0, 1);
    }

    private static void Check(string property, float value, float low, float high)
    {
        if (!(value >= low && value <= high)) throw new ArgumentOutOfRangeException(property, value, $"expected {low} to {high}");
    }
}
