using System.Runtime.InteropServices;
using CoCa.Drawing;

namespace CoCa.Overlay.Graphics;

/// <summary>What the vertex shader knows of one thing to draw: 40 bytes, as its attributes say.</summary>
/// <param name="Box">Where, in pixels of the picture.</param>
/// <param name="Color">The first colour.</param>
/// <param name="Second">The second colour.</param>
/// <param name="A">Radius; or the mask's column in the atlas; or where the weights or points begin.</param>
/// <param name="B">The mask's row in the atlas; or columns; or how many points.</param>
/// <param name="C">Rows; or the line's width.</param>
/// <param name="D">The largest weight.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Instance(Box Box, Rgba Color, Rgba Second, float A = 0, float B = 0, float C = 0, float D = 0)
{
    public const int Bytes = 40;
}
