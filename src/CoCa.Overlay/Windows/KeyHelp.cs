namespace CoCa.Overlay.Windows;

/// <summary>What keys do, as the window tells it.</summary>
internal static class KeyHelp
{
    public static readonly (string Key, string Does)[] All =
    [
        ("Space", "pause"), ("L", "labels: type a list"), ("C", "captions"), ("H", "heat map"), ("D", "figures"), ("R", "record"), ("S", "screenshot"), ("F", "full screen"),
        ("T", "over other programs"), ("Tab", "next source"), ("?", "this list"), ("Esc", "quit"),
    ];
}
