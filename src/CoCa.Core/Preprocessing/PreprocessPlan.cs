namespace CoCa.Core.Preprocessing;

/// <summary>What <see cref="Preprocessor"/> works out once for a size and format of frames, and the memory that it works in.</summary>
internal sealed class PreprocessPlan
{
    /// <summary>Plans for frames like this one.</summary>
    public PreprocessPlan(in PixelBuffer source, PreprocessOptions options)
    {
        (Format, Width, Height) = (source.Format, source.Width, source.Height);
        ResizeGeometry geometry = ResizeGeometry.For(Width, Height, options);
        Columns = Math.Min(geometry.Width, options.Width);
        Rows = Math.Min(geometry.Height, options.Height);
        Left = Math.Max(-geometry.Left, 0);
        Top = Math.Max(-geometry.Top, 0);
        PixelBytes = Format == PixelFormat.Rgb24 ? 3 : 4;

        FilterBank horizontal = FilterBank.Bicubic(Width, geometry.Width, Math.Max(geometry.Left, 0), Columns);
        Horizontal = FixedTaps.Of(horizontal, (Columns + 7) / 8 * 8, 1, HorizontalPass.TapAlign, Width);
        FilterBank vertical = FilterBank.Bicubic(Height, geometry.Height, Math.Max(geometry.Top, 0), Rows);
        Vertical = FixedTaps.Of(vertical, Rows, 2, 2, (Height + 1) / 2 * 2);

        int taps = Horizontal.Pairs * 2;
        FirstColumn = Horizontal.Start.AsSpan(0, Columns).ToArray().Min() & ~1;
        int last = Horizontal.Start.Max() + taps;
        EndColumn = Math.Min(last, Width);
        ReadBytes = last * PixelBytes + HorizontalPass.Overread;
        RowLength = Horizontal.Start.Length * 6;
        Ring = new byte[Vertical.Pairs * RowLength];
        Pointers = new nint[Vertical.Pairs];
        Scratch = [new byte[ReadBytes], new byte[ReadBytes]];
    }

    /// <summary>The frames' format.</summary>
    public PixelFormat Format { get; }

    /// <summary>The frames' columns.</summary>
    public int Width { get; }

    /// <summary>The frames' rows.</summary>
    public int Height { get; }

    /// <summary>Columns of the result that show the picture; the others are black.</summary>
    public int Columns { get; }

    /// <summary>Rows of the result that show the picture; the others are black.</summary>
    public int Rows { get; }

    /// <summary>Black columns before the picture.</summary>
    public int Left { get; }

    /// <summary>Black rows before the picture.</summary>
    public int Top { get; }

    /// <summary>Bytes of a pixel as <see cref="HorizontalPass"/> reads it.</summary>
    public int PixelBytes { get; }

    /// <summary>The weights of each column.</summary>
    public FixedTaps Horizontal { get; }

    /// <summary>The weights of each row, the first of each pair for an even row.</summary>
    public FixedTaps Vertical { get; }

    /// <summary>The first column of a frame that is looked at, even.</summary>
    public int FirstColumn { get; }

    /// <summary>The column after the last that is looked at.</summary>
    public int EndColumn { get; }

    /// <summary>How many bytes of a row <see cref="HorizontalPass"/> may touch, those of weight zero included.</summary>
    public int ReadBytes { get; }

    /// <summary>Bytes of a resized pair of rows.</summary>
    public int RowLength { get; }

    /// <summary>As many resized pairs of rows as an output row needs; pair p is in slot p modulo that.</summary>
    public byte[] Ring { get; }

    /// <summary>Room for pointers to the pairs of rows that the output row at hand needs.</summary>
    public nint[] Pointers { get; }

    /// <summary>Two rows that had to be converted or copied.</summary>
    public byte[][] Scratch { get; }

    /// <summary>Whether a frame is like those that this plan is for.</summary>
    public bool Fits(in PixelBuffer source) => (Format, Width, Height) == (source.Format, source.Width, source.Height);
}
