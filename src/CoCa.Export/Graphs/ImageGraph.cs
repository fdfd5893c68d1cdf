using CoCa.Core.Configuration;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Graphs;

/// <summary><c>image</c>: pixels [B, 3, H, W] to everything that one encode leaves behind.</summary>
internal static class ImageGraph
{
    public static void Write(LayerWriter layers, CoCaConfig config)
    {
        GraphBuilder g = layers.Graph;
        VisionConfig v = config.Vision;
        Value trunk = Trunk(layers, v);
        g.Output("trunk", trunk, OnnxType.Float, "B", v.Tokens, v.Width);

        var readout = new ImageReadout(layers, config);
        Value tokens;
        switch (v.Pooler)
        {
            case PoolerKind.None:
                Value normed = layers.Norm(trunk, "visual.ln_post");
                tokens = g.Slice(normed, 1, 1);
                readout.OutputFeatures(readout.Features(g.Slice(normed, 1, 0, 1), v.Width));
                break;
            case PoolerKind.Single:
                (Partials first, Partials others) = readout.Generative.Split(readout.Generative.Read(trunk));
                OutputContrastive(readout, first, v);
                readout.Generative.Output("generative", others, v.PoolerQueries - 1);
                tokens = readout.Tokens(readout.Generative.Merge(others));
                break;
            default:
                Value posted = layers.Norm(trunk, "visual.ln_post");
                Partials generative = readout.Generative.Read(posted);
                readout.Generative.Output("generative", generative, v.PoolerQueries);
                tokens = readout.Tokens(readout.Generative.Merge(generative));
                if (v.Pooler == PoolerKind.Parallel) OutputContrastive(readout, readout.Contrastive.Read(posted), v);
                else readout.OutputFeatures(readout.CascadedFeatures(tokens));
                break;
        }
        g.Output("tokens", tokens, OnnxType.Float, "B", v.ContextTokens, config.Multimodal.Width);
    }

    private static void OutputContrastive(ImageReadout readout, Partials partials, VisionConfig v)
    {
        readout.Contrastive.Output("contrastive", partials, 1);
        readout.Contrastive.OutputScores("contrastive", partials, v.Tokens);
        readout.OutputFeatures(readout.Features(readout.Contrastive.Merge(partials)));
    }

    private static Value Trunk(LayerWriter layers, VisionConfig v)
    {
        GraphBuilder g = layers.Graph;
        Value x = g.Input("pixels", OnnxType.Float, "B", 3, v.ImageHeight, v.ImageWidth);
        (int channels, int height, int width) = (3, v.ImageHeight, v.ImageWidth);
        if (v.Stem is { } stem)
        {
            x = StemWriter.Write(layers, stem, x);
            channels = stem.OutputChannels;
            (height, width) = stem.OutputSize(v.ImageHeight, v.ImageWidth);
        }

        // Pixels beyond the last whole patch are not used.
        if (height > v.GridHeight * v.PatchHeight) x = g.Slice(x, 2, 0, v.GridHeight * v.PatchHeight);
        if (width > v.GridWidth * v.PatchWidth) x = g.Slice(x, 3, 0, v.GridWidth * v.PatchWidth);
        // A convolution whose stride is its kernel is a product over unfolded patches; written so, it can be quantised like the others.
        if (v.PatchHeight * v.PatchWidth > 1)
            x = g.Transpose(g.Reshape(x, 0, channels, v.GridHeight, v.PatchHeight, v.GridWidth, v.PatchWidth), 0, 2, 4, 1, 3, 5);
        else x = g.Transpose(x, 0, 2, 3, 1);
        x = layers.Linear(g.Reshape(x, 0, v.Patches, channels * v.PatchHeight * v.PatchWidth), layers.Weights.Linear("visual.conv1"));

        // The class token is a row of zeros in front plus a first positional row that contains it.
        x = g.Plus(g.Pad(x, 0, 1, 0, 0, 0, 0), g.Floats("visual.positional_embedding+class", () => Positions(layers.Weights), v.Tokens, v.Width));
        if (!v.NoLnPre) x = layers.Norm(x, "visual.ln_pre");
        LayerWriter flat = layers.Flat(v.Tokens);
        x = g.Reshape(x, -1, v.Width);
        for (int i = 0; i < v.Layers; i++) x = flat.Block(x, $"visual.transformer.resblocks.{i}", v.Width, v.Heads, packed: false);
        return g.Reshape(x, -1, v.Tokens, v.Width);
    }

    private static float[] Positions(ModelWeights weights)
    {
        float[] positions = weights.Floats("visual.positional_embedding"), token = weights.Floats("visual.class_embedding");
        for (int i = 0; i < token.Length; i++) positions[i] += token[i];
        return positions;
    }
}
