namespace CoCa.Drawing.Lists;

/// <summary>What a <see cref="DrawCommand"/> draws.</summary>
public enum DrawKind
{
    /// <summary>A box with round corners, one colour or shaded from top to bottom.</summary>
    Fill,

    /// <summary>A block of text with its outline.</summary>
    Text,

    /// <summary>Weights of a grid as glowing colours over a box.</summary>
    HeatMap,

    /// <summary>A line through points.</summary>
    Line,
}
