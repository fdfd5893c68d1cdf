using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Live.Pictures;

namespace CoCa.Training.Data;

/// <summary>
/// Turns a decoded picture into the image encoder's input while varying it: crop, squash, mirror, blur, light, colour, noise, bars. The same seed gives the same pixels.
/// </summary>
/// <remarks>
/// One resize does the crop, the squash, the mirroring and the blur (a wider filter): each picture row is spread to floats through a table that holds the gamma,
/// resized to the result's width, and kept only as long as result rows need it. A second pass over the result does light, colour, noise and the normalisation.
/// Memory is taken when pictures get larger, and at no other time. One thread at a time.
/// </remarks>
public sealed class Augmenter
{
    private const int Lanes = 8;
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f; // ITU-R BT.601 luma

    private readonly Augmentation _options;
    private readonly PreprocessOptions _target;
    private readonly TriangleTaps _horizontal = new(), _vertical = new();
    private readonly float[] _levels = new float[256];
    private float[] _row = [], _ring = [];

    /// <summary>Makes an augmenter for a model's input.</summary>
    /// <param name="options">How to vary pictures.</param>
    /// <param name="target">Size, mean and standard deviation; the resize mode does not count: crops are squashed.</param>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public Augmenter(Augmentation options, PreprocessOptions target)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(target);
        options.Validate();
        target.Validate();
        (_options, _target) = (options, target);
    }

    /// <summary>Makes one view of a picture.</summary>
    /// <param name="picture">The picture; alpha is left out, as the reference does.</param>
    /// <param name="seed">The view.</param>
    /// <param name="pixels">The result <c>[3, H, W]</c>, normalised.</param>
    public void Apply(Picture picture, ulong seed, Span<float> pixels)
    {
        ArgumentNullException.ThrowIfNull(picture);
        int width = _target.Width, height = _target.Height, plane = width * height;
        if (pixels.Length != 3 * plane) throw new ArgumentException($"expected room for {3 * plane} numbers, got {pixels.Length}", nameof(pixels));
        AugmentationPlan plan = new(_options, seed);
        int left = (int)(plan.BarX * width), top = (int)(plan.BarY * height);
        Frame frame = new(left, top, width - 2 * left, height - 2 * top);
        if (left > 0 || top > 0)
            for (int c = 0; c < 3; c++) pixels.Slice(c * plane, plane).Fill(-_target.Mean[c] / _target.Std[c]);

        SetLevels(plan.Gamma, picture.Color == PictureColor.Cmyk);
        _horizontal.Set(picture.Width, plan.CropLeft * picture.Width, plan.CropWidth * picture.Width, frame.Width, plan.BlurX, plan.IsMirrored);
        _vertical.Set(picture.Height, plan.CropTop * picture.Height, plan.CropHeight * picture.Height, frame.Height, plan.BlurY, isMirrored: false);
        double brightness = Resize(picture, frame, pixels);
        Color(plan, (float)brightness, frame, pixels);
    }

    private void SetLevels(double gamma, bool isInk)
    {
        for (int v = 0; v < 256; v++) _levels[v] = (float)Math.Pow((isInk ? 255 - v : v) / 255.0, gamma);
    }

    /// <summary>Fills the frame with values from 0 to 1 and returns its mean luma.</summary>
    private double Resize(Picture picture, Frame frame, Span<float> pixels)
    {
        int channels = picture.Color switch { PictureColor.Gray => 1, PictureColor.Rgba or PictureColor.Cmyk => 4, _ => 3 };
        int firstColumn = int.MaxValue, endColumn = 0, wide = _horizontal.Stride, plane = _target.Width * _target.Height;
        foreach (int start in _horizontal.Start.AsSpan(0, frame.Width)) (firstColumn, endColumn) = (Math.Min(firstColumn, start), Math.Max(endColumn, start + _horizontal.Count));
        if (_row.Length < 3 * picture.Width) _row = new float[3 * picture.Width];
        if (_ring.Length < 3 * wide * _vertical.Count) _ring = new float[3 * wide * _vertical.Count];
        int next = _vertical.Start[0];
        double luma = 0;
        for (int y = 0; y < frame.Height; y++)
        {
            int first = _vertical.Start[y];
            for (next = Math.Max(next, first); next < first + _vertical.Count; next++)
            {
                Spread(picture.Pixels.AsSpan(next * picture.Width * channels, picture.Width * channels), channels, firstColumn, endColumn, picture.Width);
                Narrow(picture.Width, _ring.AsSpan(next % _vertical.Count * 3 * wide, 3 * wide));
            }
            for (int c = 0; c < 3; c++)
            {
                Span<float> target = pixels.Slice(c * plane + (frame.Top + y) * _target.Width + frame.Left, frame.Width);
                for (int t = 0; t < _vertical.Count; t++)
                {
                    ReadOnlySpan<float> source = _ring.AsSpan(((first + t) % _vertical.Count * 3 + c) * wide, frame.Width);
                    float weight = _vertical.Weights[t * _vertical.Stride + y];
                    if (t == 0) TensorPrimitives.Multiply(source, weight, target);
                    else if (weight != 0) TensorPrimitives.MultiplyAdd(source, weight, target, target);
                }
                luma += TensorPrimitives.Sum<float>(target) * (c == 0 ? Red : c == 1 ? Green : Blue);
            }
        }
        return luma / ((double)frame.Width * frame.Height);
    }

    /// <summary>A picture row's bytes as three rows of floats.</summary>
    private void Spread(ReadOnlySpan<byte> source, int channels, int first, int end, int width)
    {
        Span<float> red = _row.AsSpan(0, width), green = _row.AsSpan(width, width), blue = _row.AsSpan(2 * width, width);
        ReadOnlySpan<float> levels = _levels;
        int g = channels == 1 ? 0 : 1, b = channels == 1 ? 0 : 2;
        for (int x = first, at = first * channels; x < end; x++, at += channels)
        {
            red[x] = levels[source[at]];
            green[x] = levels[source[at + g]];
            blue[x] = levels[source[at + b]];
        }
    }

    /// <summary>Three rows of floats at the result's width.</summary>
    private unsafe void Narrow(int width, Span<float> target)
    {
        int stride = _horizontal.Stride, count = _horizontal.Count;
        fixed (float* row = _row, weights = _horizontal.Weights, result = target)
        fixed (int* starts = _horizontal.Start)
        {
            for (int x = 0; x < stride; x += Lanes)
            {
                Vector256<int> start = Vector256.Load(starts + x);
                Vector256<float> red = default, green = default, blue = default;
                for (int t = 0; t < count; t++)
                {
                    Vector256<float> weight = Vector256.Load(weights + t * stride + x);
                    red += weight * Gather(row + t, start);
                    green += weight * Gather(row + width + t, start);
                    blue += weight * Gather(row + 2 * width + t, start);
                }
                red.Store(result + x);
                green.Store(result + stride + x);
                blue.Store(result + 2 * stride + x);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Gather(float* from, Vector256<int> at) => Avx2.IsSupported
        ? Avx2.GatherVector256(from, at, sizeof(float))
        : Vector256.Create(from[at[0]], from[at[1]], from[at[2]], from[at[3]], from[at[4]], from[at[5]], from[at[6]], from[at[7]]);

    /// <summary>
    /// Light, contrast and saturation are linear, and one after the other come to <c>own * x + shared * luma + offset</c>; then noise, clipping, normalisation.
    /// </summary>
    private void Color(AugmentationPlan plan, float luma, Frame frame, Span<float> pixels)
    {
        Span<float> row = stackalloc float[3 * Lanes];
        float gain = plan.Brightness * plan.Contrast;
        ColorPass pass = new(plan, gain * plan.Saturation, gain * (1 - plan.Saturation), (1 - plan.Contrast) * plan.Brightness * luma, _target);
        int plane = _target.Width * _target.Height;
        for (int y = 0; y < frame.Height; y++)
        {
            int at = (frame.Top + y) * _target.Width + frame.Left;
            Span<float> red = pixels.Slice(at, frame.Width), green = pixels.Slice(plane + at, frame.Width), blue = pixels.Slice(2 * plane + at, frame.Width);
            int x = 0;
            for (; x + Lanes <= frame.Width; x += Lanes) pass.Run(red[x..], green[x..], blue[x..]);
            if (x == frame.Width) continue;
            red[x..].CopyTo(row);
            green[x..].CopyTo(row[Lanes..]);
            blue[x..].CopyTo(row[(2 * Lanes)..]);
            pass.Run(row, row[Lanes..], row[(2 * Lanes)..]);
            row[..(frame.Width - x)].CopyTo(red[x..]);
            row.Slice(Lanes, frame.Width - x).CopyTo(green[x..]);
            row.Slice(2 * Lanes, frame.Width - x).CopyTo(blue[x..]);
        }
    }

    /// <summary>The part of the result that shows the picture.</summary>
    private readonly record struct Frame(int Left, int Top, int Width, int Height);

    /// <summary>Eight pixels at a time.</summary>
    private struct ColorPass
    {
        private readonly float _own, _shared, _offset, _noise;
        private readonly Vector256<float> _scaleR, _scaleG, _scaleB, _biasR, _biasG, _biasB;
        private Vector256<uint> _state;

        public ColorPass(AugmentationPlan plan, float own, float shared, float offset, PreprocessOptions target)
        {
            (_own, _shared, _offset) = (own, shared, offset);
            // Two 16-bit numbers added make a triangle whose deviation is 2^16 over the root of 6.
            _noise = plan.Noise / 255 * MathF.Sqrt(6) / 65536;
            (_scaleR, _scaleG, _scaleB) = (Vector256.Create(1 / target.Std[0]), Vector256.Create(1 / target.Std[1]), Vector256.Create(1 / target.Std[2]));
            (_biasR, _biasG, _biasB) = (Vector256.Create(-target.Mean[0] / target.Std[0]), Vector256.Create(-target.Mean[1] / target.Std[1]), Vector256.Create(-target.Mean[2] / target.Std[2]));
            SampleRandom random = new(plan.NoiseSeed);
            Span<uint> state = stackalloc uint[Lanes];
            foreach (ref uint s in state) s = (uint)random.Next() | 1;
            _state = Vector256.Create<uint>(state);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(Span<float> red, Span<float> green, Span<float> blue)
        {
            Vector256<float> r = Vector256.Create<float>(red), g = Vector256.Create<float>(green), b = Vector256.Create<float>(blue);
            Vector256<float> shared = (r * Red + g * Green + b * Blue) * _shared + Vector256.Create(_offset);
            r = r * _own + shared;
            g = g * _own + shared;
            b = b * _own + shared;
            if (_noise > 0)
            {
                r += Noise();
                g += Noise();
                b += Noise();
            }
            (Clip(r) * _scaleR + _biasR).CopyTo(red);
            (Clip(g) * _scaleG + _biasG).CopyTo(green);
            (Clip(b) * _scaleB + _biasB).CopyTo(blue);
        }

        private static Vector256<float> Clip(Vector256<float> v) => Vector256.Min(Vector256.Max(v, Vector256<float>.Zero), Vector256<float>.One);

        private Vector256<float> Noise()
        {
            // Marsaglia's xorshift, 2003.
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            Vector256<int> sum = ((_state & Vector256.Create(0xFFFFu)) + (_state >> 16)).AsInt32() - Vector256.Create(65535);
            return Vector256.ConvertToSingle(sum) * _noise;
        }
    }
}
