namespace CoCa.Core.Configuration;

/// <summary>
/// A convolutional stem (<c>vision_cfg.stem</c>): a picture goes through these layers, and the feature map of <see cref="Output"/>
/// is what the patch embedding reads. Batch norms are folded into the convolutions.
/// </summary>
public sealed record ConvStem
{
    /// <summary>The layers, each after those that it reads.</summary>
    public required IReadOnlyList<ConvLayer> Layers { get; init; }

    /// <summary>The name of the layer whose feature map is the result.</summary>
    public required string Output { get; init; }

    /// <summary>The number of channels of the result.</summary>
    public int OutputChannels => Channels(Output);

    /// <summary>Height and width of the result's feature map for a picture of that size, px.</summary>
    public (int Height, int Width) OutputSize(int height, int width)
    {
        var sizes = new Dictionary<string, (int Height, int Width)>(StringComparer.Ordinal) { ["input"] = (height, width) };
        foreach (ConvLayer layer in Layers)
        {
            sizes[layer.Name] = layer.OutputSize(sizes[layer.Inputs[0]]);
            if (layer.Name == Output) break;
        }
        return sizes[Output];
    }

    /// <summary>The number of channels of a layer's output.</summary>
    public int Channels(string layer)
    {
        // A sum has the channels of what it adds; each layer stands after its inputs, so the walk ends.
        while (layer != "input")
        {
            ConvLayer found = Layers.First(l => l.Name == layer);
            if (found.IsConvolution) return found.OutChannels;
            layer = found.Inputs[0];
        }
        return 3;
    }
}
