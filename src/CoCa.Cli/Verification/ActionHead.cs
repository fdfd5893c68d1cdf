using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Core.Weights;

namespace CoCa.Cli.Verification;

/// <summary>
/// An action head: one learned query attends to the raw trunk tokens of a window, then a linear layer and softmax. Normed keys and
/// values are computed from the tokens as given, in double precision where sums are long; for verification, not for speed.
/// </summary>
internal sealed class ActionHead
{
    private const float Epsilon = 1e-5f;

    private readonly int _width, _context, _heads;
    private readonly float[] _query, _keyWeight, _keyBias, _valueWeight, _valueBias, _outWeight, _outBias, _normWeight, _normBias, _headWeight, _headBias;

    /// <summary>Reads <c>action.*</c> and <c>head.*</c>.</summary>
    /// <exception cref="InvalidInputException">A tensor is missing or has another shape.</exception>
    public ActionHead(TensorFile file, int heads)
    {
        IReadOnlyList<long> query = file.Info("action.query").Shape;
        if (query.Count != 2 || query[0] != 1) throw new InvalidInputException($"{file.Path}: action.query is {file.Info("action.query").ShapeText}, expected [1, E]");
        _width = (int)query[1];
        _normWeight = Read("action.ln_k.weight");
        _context = _normWeight.Length;
        _heads = heads;
        if (heads < 1 || _width % heads != 0) throw new InvalidInputException($"{file.Path}: the action pooler has {heads} heads for a width of {_width}, which they must divide");
        _normBias = Read("action.ln_k.bias", _context);
        float[] bias = Read("action.attn.in_proj_bias", 3 * _width);
        float[] queryWeight;
        if (file.Contains("action.attn.in_proj_weight"))
        {
            if (_context != _width) throw new InvalidInputException($"{file.Path}: action.attn.in_proj_weight is packed, but keys have {_context} and queries {_width} entries");
            float[] packed = Read("action.attn.in_proj_weight", 3L * _width * _width);
            int part = _width * _width;
            (queryWeight, _keyWeight, _valueWeight) = (packed[..part], packed[part..(2 * part)], packed[(2 * part)..]);
        }
        else
        {
            queryWeight = Read("action.attn.q_proj_weight", (long)_width * _width);
            _keyWeight = Read("action.attn.k_proj_weight", (long)_width * _context);
            _valueWeight = Read("action.attn.v_proj_weight", (long)_width * _context);
        }
        (_keyBias, _valueBias) = (bias[_width..(2 * _width)], bias[(2 * _width)..]);
        float[] normed = Read("action.query", _width);
        Normalize(normed, Read("action.ln_q.weight", _width), Read("action.ln_q.bias", _width));
        _query = Linear(normed, queryWeight, bias.AsSpan(0, _width));
        TensorPrimitives.Multiply(_query, 1 / MathF.Sqrt(_width / heads), _query);
        _outWeight = Read("action.attn.out_proj.weight", (long)_width * _width);
        _outBias = Read("action.attn.out_proj.bias", _width);
        _headBias = Read("head.bias");
        _headWeight = Read("head.weight", (long)_headBias.Length * _width);

        float[] Read(string name, long? length = null)
        {
            float[] values = file.Floats(name);
            return length is null || values.Length == length ? values : throw new InvalidInputException($"{file.Path}: {name} is {file.Info(name).ShapeText}, expected {length} numbers");
        }
    }

    /// <summary>C: the number of classes.</summary>
    public int Classes => _headBias.Length;

    /// <summary>The logits [C] of a window's trunk tokens [n, W].</summary>
    public float[] Logits(ReadOnlySpan<float> trunk)
    {
        if (trunk.Length == 0 || trunk.Length % _context != 0) throw new InvalidInputException($"the action pooler reads tokens of {_context} entries, the model's trunk gives others");
        int tokens = trunk.Length / _context, size = _width / _heads;
        float[] token = new float[_context];
        float[][] keys = new float[tokens][], values = new float[tokens][];
        for (int t = 0; t < tokens; t++)
        {
            trunk.Slice(t * _context, _context).CopyTo(token);
            Normalize(token, _normWeight, _normBias);
            keys[t] = Linear(token, _keyWeight, _keyBias);
            values[t] = Linear(token, _valueWeight, _valueBias);
        }
        float[] joined = new float[_width], scores = new float[tokens];
        for (int h = 0; h < _heads; h++)
        {
            for (int t = 0; t < tokens; t++) scores[t] = TensorPrimitives.Dot<float>(_query.AsSpan(h * size, size), keys[t].AsSpan(h * size, size));
            TensorPrimitives.SoftMax<float>(scores, scores);
            Span<float> head = joined.AsSpan(h * size, size);
            for (int t = 0; t < tokens; t++) TensorPrimitives.MultiplyAdd(values[t].AsSpan(h * size, size), scores[t], head, head);
        }
        return Linear(Linear(joined, _outWeight, _outBias), _headWeight, _headBias);
    }

    private static float[] Linear(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        float[] y = new float[bias.Length];
        for (int i = 0; i < y.Length; i++) y[i] = TensorPrimitives.Dot(weight.Slice(i * x.Length, x.Length), x) + bias[i];
        return y;
    }

    private static void Normalize(Span<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        double mean = 0, variance = 0;
        foreach (float v in x) mean += v;
        mean /= x.Length;
        foreach (float v in x) variance += (v - mean) * (v - mean);
        double scale = 1 / Math.Sqrt(variance / x.Length + Epsilon);
        for (int i = 0; i < x.Length; i++) x[i] = (float)((x[i] - mean) * scale) * weight[i] + bias[i];
    }
}
