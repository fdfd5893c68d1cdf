using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary><c>[B, in, H, W]</c> to <c>[B, out, H', W']</c>; zeros outside.</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(long inChannels, long outChannels, long[] kernel, long[] stride, long[] padding, long[] dilation, long groups, bool hasBias, ScalarType? dtype)
        : base(nameof(Conv2d), inChannels, outChannels, kernel, stride, padding, dilation, groups, hasBias, dtype)
    {
    }

    public override Tensor forward(Tensor input) => nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
}
