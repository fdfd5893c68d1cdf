using CoCa.Core;

namespace CoCa.Overlay;

/// <summary>The window or the drawing in it cannot be had.</summary>
public sealed class OverlayException : CoCaException
{
    /// <summary>An error.</summary>
    /// <param name="message">One line: what, and what to do.</param>
    public OverlayException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    /// <param name="message">One line: what, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public OverlayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
