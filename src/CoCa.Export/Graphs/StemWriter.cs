using CoCa.Core.Configuration;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>A convolutional stem: the layers of the configuration up to its output layer, in the type of the graph's arithmetic.</summary>
internal static class StemWriter
{
    /// <summary>pixels [B, 3, H, W] to the feature map [B, C, h, w] of the stem's output layer.</summary>
    public static Value Write(LayerWriter layers, ConvStem stem, Value pixels)
    {
        GraphBuilder g = layers.Graph;
        var values = new Dictionary<string, Value>(StringComparer.Ordinal) { ["input"] = pixels };
        foreach (ConvLayer layer in stem.Layers)
        {
            Value x = values[layer.Inputs[0]];
            if (layer.IsConvolution) x = Convolution(layers, layer, x);
            else x = g.Plus(x, values[layer.Inputs[1]]);
            if (layer.IsRelu6) x = g.Add("Clip", [x, g.Scalar(0), g.Scalar(6)]);
            values[layer.Name] = x;
            if (layer.Name == stem.Output) break;
        }
        return values[stem.Output];
    }

    private static Value Convolution(LayerWriter layers, ConvLayer layer, Value x)
    {
        IReadOnlyList<int> p = layer.Padding;
        GraphBuilder g = layers.Graph;
        return g.ToFloat(g.Add("Conv", [g.ToReal(x), layers.Stored($"visual.stem.{layer.Name}.weight", g.Real), layers.Stored($"visual.stem.{layer.Name}.bias", g.Real)],
            new NodeAttribute("kernel_shape", layer.Kernel, layer.Kernel),
            new NodeAttribute("strides", layer.Stride, layer.Stride),
            new NodeAttribute("group", layer.Groups),
            // ONNX: above, left, below, right; the configuration: left, right, above, below.
            new NodeAttribute("pads", p[2], p[0], p[3], p[1])));
    }
}
