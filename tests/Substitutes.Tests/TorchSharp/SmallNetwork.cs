using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Substitutes.Tests.Torch;

/// <summary>A picture of two channels to three numbers: one of each kind of layer that the trainer uses.</summary>
internal sealed class SmallNetwork : nn.Module
{
    private readonly Parameter _stem = new(randn(4, 2, 3, 3) * 0.3), _depthwise = new(randn(4, 1, 3, 3) * 0.3), _scale = new(ones(4)), _shift = new(zeros(4));
    private readonly Parameter _attention = new(randn(12, 4) * 0.5), _out = new(randn(4, 4) * 0.5), _position = new(randn(4, 4) * 0.1), _head = new(randn(3, 4) * 0.5), _bias = new(zeros(3));

    public SmallNetwork() : base(nameof(SmallNetwork))
    {
        foreach ((string name, Parameter value) in ((string, Parameter)[])[("stem", _stem), ("depthwise", _depthwise), ("scale", _scale), ("shift", _shift), ("attention", _attention),
            ("out", _out), ("position", _position), ("head", _head), ("bias", _bias)])
            register_parameter(name, value);
    }

    /// <summary><c>[B, 2, 4, 4]</c> to <c>[B, 3]</c>.</summary>
    public Tensor Run(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor map = nn.functional.relu6(nn.functional.conv2d(input, _stem, strides: [2, 2], padding: [1, 1]) + 3);
        Tensor x = nn.functional.conv2d(map, _depthwise, padding: [1, 1], groups: 4).reshape(-1, 4, 4).transpose(1, 2) + _position;
        Tensor[] parts = nn.functional.linear(nn.functional.layer_norm(x, [4], _scale, _shift), _attention).chunk(3, -1);
        Tensor scores = matmul(parts[0], parts[1].transpose(1, 2)) + full([4, 4], float.NegativeInfinity, dtype: ScalarType.Float32).triu(1);
        x = x + nn.functional.linear(matmul(scores.softmax(-1), parts[2]), _out);
        return nn.functional.linear(nn.functional.gelu(x).mean([1]), _head, _bias).MoveToOuterDisposeScope();
    }
}
