namespace CoCa.Drawing;

/// <summary>The colours of a heat map: nothing, violet, red, orange, pale yellow; the lower a weight, the more of the picture shows.</summary>
internal static class HeatColors
{
    private static readonly Rgba[] s_stops = [new(40, 11, 84, 0), new(101, 21, 110, 110), new(159, 42, 99, 170), new(229, 92, 48, 215), new(251, 180, 26, 240), new(252, 255, 164, 255)];
    private static readonly Rgba[] s_table = [.. Enumerable.Range(0, 256).Select(i => At(i / 255f))];

    /// <summary>The colour of a weight of 0 to 1.</summary>
    public static Rgba Of(float weight) => s_table[(int)(Math.Clamp(weight, 0, 1) * 255)];

    private static Rgba At(float weight)
    {
        float place = weight * (s_stops.Length - 1);
        int i = Math.Min((int)place, s_stops.Length - 2);
        return Rgba.Mix(s_stops[i], s_stops[i + 1], place - i);
    }
}
