namespace CoCa.Core.Preprocessing;

/// <summary>
/// Turns pictures and video frames into the image encoder's input: resized, cropped or padded, normalised, <c>[3, H, W]</c>.
/// </summary>
/// <remarks>
/// A frame is read once, from its own memory, two rows at a time, and only those columns and rows that the crop shows:
/// <list type="number">
/// <item>NV12 and I420 rows are converted to red, green and blue in a scratch row (<see cref="YuvRows"/>); packed rows are read where they are.</item>
/// <item>The antialiased bicubic filter resizes both rows to the model's width, rounds and clips them to bytes (<see cref="HorizontalPass"/>), as the reference does.</item>
/// <item>A ring keeps as many resized rows as one output row needs (8 pairs, 11 kB, for 720 rows to 224), so they stay in the first cache.</item>
/// <item>As soon as an output row's last input row is there, the rows are summed, rounded, clipped and normalised straight into the three planes (<see cref="VerticalPass"/>).</item>
/// </list>
/// Weights are 16-bit integers, which is all that differs from <see cref="ReferenceResize"/>: a level here and there.
/// Time goes with the pixels read: 720 x 720 of a 1280 x 720 frame cost well under a millisecond with AVX2.
/// Memory is taken when the frames' size or format changes, and at no other time. One thread at a time.
/// </remarks>
public sealed class Preprocessor
{
    private readonly float[] _values;
    private readonly float[] _scale = new float[3], _bias = new float[3], _scaleReversed, _biasReversed;
    private PreprocessPlan? _plan;

    /// <summary>Makes a preprocessor.</summary>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public Preprocessor(PreprocessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _values = new float[3 * 256];
        for (int c = 0; c < 3; c++)
        {
            for (int v = 0; v < 256; v++) _values[c * 256 + v] = (v / 255f - options.Mean[c]) / options.Std[c];
            _scale[c] = (float)(1 / (255.0 * options.Std[c]));
            _bias[c] = (float)(-(double)options.Mean[c] / options.Std[c]);
        }
        _scaleReversed = [_scale[2], _scale[1], _scale[0]];
        _biasReversed = [_bias[2], _bias[1], _bias[0]];
    }

    /// <summary>Size, mode and normalisation.</summary>
    public PreprocessOptions Options { get; }

    /// <summary>How many numbers a picture becomes: <c>3 * H * W</c>.</summary>
    public int PixelCount => 3 * Options.Height * Options.Width;

    /// <summary>Normalises a picture that already has the model's size.</summary>
    /// <param name="rgb"><c>[H, W, 3]</c>, as <see cref="ReferenceResize"/> gives it.</param>
    /// <param name="pixels"><c>[3, H, W]</c></param>
    public void Normalize(ReadOnlySpan<byte> rgb, Span<float> pixels)
    {
        int plane = Options.Height * Options.Width;
        if (rgb.Length != 3 * plane) throw new ArgumentException($"expected {3 * plane} bytes, got {rgb.Length}", nameof(rgb));
        if (pixels.Length != 3 * plane) throw new ArgumentException($"expected room for {3 * plane} numbers, got {pixels.Length}", nameof(pixels));
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> values = _values.AsSpan(c * 256, 256);
            Span<float> target = pixels.Slice(c * plane, plane);
            for (int i = 0; i < target.Length; i++) target[i] = values[rgb[3 * i + c]];
        }
    }

    /// <summary>Resizes, crops or pads and normalises a frame.</summary>
    /// <param name="source">The frame; only read, and only during the call.</param>
    /// <param name="pixels"><c>[3, H, W]</c></param>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length than <see cref="PixelCount"/>.</exception>
    public unsafe void Run(in PixelBuffer source, Span<float> pixels)
    {
        if (pixels.Length != PixelCount) throw new ArgumentException($"expected room for {PixelCount} numbers, got {pixels.Length}", nameof(pixels));
        if (source.Width == 0) throw new ArgumentException("the frame is empty", nameof(source));
        PreprocessPlan plan = _plan is { } known && known.Fits(source) ? known : _plan = new(source, Options);
        int width = Options.Width, plane = width * Options.Height;
        if (plan.Columns < width || plan.Rows < Options.Height)
            for (int c = 0; c < 3; c++) pixels.Slice(c * plane, plane).Fill(_values[c * 256]);

        // A channel's place in memory is not its place in the result: blue comes first in BGRA.
        bool bgr = source.Format == PixelFormat.Bgra32;
        float[] scale = bgr ? _scaleReversed : _scale, bias = bgr ? _biasReversed : _bias;
        YuvRows yuv = new(source.Matrix, source.Range);
        FixedTaps vertical = plan.Vertical;
        float** planes = stackalloc float*[3];
        fixed (byte* plane0 = source.Plane0, plane1 = source.Plane1, plane2 = source.Plane2, scratchA = plan.Scratch[0], scratchB = plan.Scratch[1])
        fixed (byte* ring = plan.Ring)
        fixed (int* weights = vertical.Weights)
        fixed (nint* pointers = plan.Pointers)
        fixed (float* result = pixels)
        {
            Rows rows = new(source, plan, yuv, plane0, plane1, plane2);
            int pairs = (plan.Height + 1) / 2, next = vertical.Start[0] / 2;
            for (int y = 0; y < plan.Rows; y++)
            {
                int first = vertical.Start[y] / 2, end = Math.Min(first + vertical.Pairs, pairs);
                for (next = Math.Max(next, first); next < end; next++)
                {
                    byte* a = rows.At(2 * next, scratchA), b = rows.At(Math.Min(2 * next + 1, plan.Height - 1), scratchB);
                    HorizontalPass.Run(a, b, plan.PixelBytes, plan.Horizontal, ring + next % vertical.Pairs * plan.RowLength);
                }
                for (int t = 0; t < vertical.Pairs; t++) pointers[t] = (nint)(ring + (first + t) % vertical.Pairs * plan.RowLength);
                for (int c = 0; c < 3; c++) planes[c] = result + (bgr ? 2 - c : c) * plane + (plan.Top + y) * width + plan.Left;
                VerticalPass.Run((byte**)pointers, weights + y * vertical.Pairs, vertical.Pairs, vertical.FractionBits, scale, bias, planes, plan.Columns);
            }
        }
    }

    /// <summary>Gives a frame's rows as pixels of three or four bytes.</summary>
    private readonly unsafe ref struct Rows(in PixelBuffer source, PreprocessPlan plan, YuvRows yuv, byte* plane0, byte* plane1, byte* plane2)
    {
        private readonly PixelBuffer _source = source;

        /// <summary>A pointer to column 0 of a row: in the frame where <see cref="HorizontalPass"/> can read it there, else in <paramref name="scratch"/>.</summary>
        public byte* At(int y, byte* scratch)
        {
            long at = PixelBuffer.Offset(_source.Stride0, plan.Height, y);
            if (plan.Format is PixelFormat.Nv12 or PixelFormat.I420)
            {
                int half = (plan.Height + 1) / 2;
                bool isPlanar = plan.Format == PixelFormat.I420;
                byte* u = plane1 + PixelBuffer.Offset(_source.Stride1, half, y / 2);
                byte* v = isPlanar ? plane2 + PixelBuffer.Offset(_source.Stride2, half, y / 2) : u + 1;
                yuv.Convert(plane0 + at, u, v, isPlanar ? 1 : 2, plan.FirstColumn, plan.EndColumn, scratch);
                return scratch;
            }
            if (at + plan.ReadBytes <= _source.Plane0.Length) return plane0 + at;
            int bytes = Math.Min(plan.ReadBytes, plan.Width * plan.PixelBytes);
            Buffer.MemoryCopy(plane0 + at, scratch, plan.ReadBytes, bytes);
            return scratch;
        }
    }
}
