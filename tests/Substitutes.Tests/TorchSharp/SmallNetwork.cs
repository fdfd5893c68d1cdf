using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Substitutes.Tests.Torch;

/// <summary>A picture of two channels to three numbers: one of each kind of module that a trainer uses.</summary>
internal sealed class SmallNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d stem = nn.Conv2d(2, 4, 3, stride: 2, padding: 1, bias: false);
    private readonly Conv2d depthwise = nn.Conv2d(4, 4, 3, padding: 1, groups: 4);
    private readonly LayerNorm norm = nn.LayerNorm(4);
    private readonly ModuleList<Linear> attention = nn.ModuleList(nn.Linear(4, 12), nn.Linear(4, 4));
    private readonly Parameter position = nn.Parameter(randn(4, 4).mul_(0.1));
    private readonly Linear head = nn.Linear(4, 3);

    public SmallNetwork() : base(nameof(SmallNetwork)) => RegisterComponents();

    /// <summary><c>[B, 2, 4, 4]</c> to <c>[B, 3]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = depthwise.call(nn.functional.hardtanh(stem.call(input), -2, 2)).flatten(2).transpose(1, 2) + position;
        Tensor[] parts = attention[0].call(norm.call(x)).reshape(-1, 4, 3, 2, 2).permute(2, 0, 3, 1, 4).unbind();
        x = x + attention[1].call(nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true).transpose(1, 2).reshape(-1, 4, 4));
        return head.call(nn.functional.gelu(x).mean([1])).MoveToOuterDisposeScope();
    }
}
