namespace CoCa.Core.Configuration;

/// <summary>One layer of a convolutional stem.</summary>
public sealed record ConvLayer
{
    /// <summary>The layer's name; its tensors are <c>visual.stem.NAME.weight</c> and <c>.bias</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The layers that it reads: one for a convolution, two for a sum. <c>input</c> is the picture.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Whether the layer is a convolution; otherwise it is the sum of its two inputs.</summary>
    public required bool IsConvolution { get; init; }

    /// <summary>Channels in (of a convolution).</summary>
    public int InChannels { get; init; }

    /// <summary>Channels out (of a convolution).</summary>
    public int OutChannels { get; init; }

    /// <summary>Side of the square kernel.</summary>
    public int Kernel { get; init; }

    /// <summary>Stride in both directions.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Number of groups; equal to the channels for a depthwise convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Rows and columns of zeros added left, right, above and below.</summary>
    public IReadOnlyList<int> Padding { get; init; } = [0, 0, 0, 0];

    /// <summary>Whether the output is clamped to 0..6; otherwise it stays as it is.</summary>
    public bool IsRelu6 { get; init; }

    /// <summary>Height and width of the layer's feature map, given those of its (first) input; 0 where the kernel does not fit in.</summary>
    public (int Height, int Width) OutputSize((int Height, int Width) input)
    {
        if (!IsConvolution) return input;
        return (Side(input.Height + Padding[2] + Padding[3]), Side(input.Width + Padding[0] + Padding[1]));

        int Side(int padded) => padded < Kernel ? 0 : (padded - Kernel) / Stride + 1;
    }
}
