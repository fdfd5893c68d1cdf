namespace CoCa.Drawing.Text;

/// <summary>How a text is set.</summary>
/// <param name="Size">The letters' size in pixels: the height of an em.</param>
/// <param name="IsBold">Whether the bold face is taken.</param>
/// <param name="Wrap">The width in pixels at which lines break; 0: never.</param>
/// <param name="IsCentered">Whether lines are centred above each other.</param>
/// <param name="Outline">The outline's width in pixels; 0: none.</param>
public readonly record struct TextStyle(float Size, bool IsBold = false, float Wrap = 0, bool IsCentered = false, float Outline = 0);
