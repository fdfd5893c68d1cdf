using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Export.Tests.Running;

namespace CoCa.Export.Tests.Stems;

/// <summary>A stem computed the slow and obvious way, one sum after the other.</summary>
internal static class DirectConvolution
{
    /// <summary>pixels [1, 3, H, W] to the feature map [1, C, h, w].</summary>
    public static Tensor Run(ConvStem stem, TensorFile weights, Tensor pixels)
    {
        var maps = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["input"] = pixels };
        foreach (ConvLayer layer in stem.Layers)
        {
            Tensor x = maps[layer.Inputs[0]];
            Tensor y = layer.IsConvolution
                ? Convolve(layer, weights.Floats($"visual.stem.{layer.Name}.weight"), weights.Floats($"visual.stem.{layer.Name}.bias"), x)
                : new Tensor([.. x.Data.Zip(maps[layer.Inputs[1]].Data, (a, b) => a + b)], x.Shape);
            maps[layer.Name] = layer.IsRelu6 ? new Tensor(Array.ConvertAll(y.Data, v => Math.Clamp(v, 0, 6)), y.Shape) : y;
            if (layer.Name == stem.Output) break;
        }
        return maps[stem.Output];
    }

    private static Tensor Convolve(ConvLayer layer, float[] weight, float[] bias, Tensor x)
    {
        (int height, int width) = ((int)x.Shape[2], (int)x.Shape[3]);
        (int left, int right, int above, int below) = (layer.Padding[0], layer.Padding[1], layer.Padding[2], layer.Padding[3]);
        int outHeight = ((height + above + below - layer.Kernel) / layer.Stride) + 1, outWidth = ((width + left + right - layer.Kernel) / layer.Stride) + 1;
        int groupIn = layer.InChannels / layer.Groups, groupOut = layer.OutChannels / layer.Groups;
        float[] y = new float[layer.OutChannels * outHeight * outWidth];
        for (int o = 0; o < layer.OutChannels; o++)
        for (int r = 0; r < outHeight; r++)
        for (int c = 0; c < outWidth; c++)
        {
            double sum = bias[o];
            for (int i = 0; i < groupIn; i++)
            for (int kr = 0; kr < layer.Kernel; kr++)
            for (int kc = 0; kc < layer.Kernel; kc++)
            {
                int row = (r * layer.Stride) + kr - above, column = (c * layer.Stride) + kc - left, channel = (o / groupOut * groupIn) + i;
                if (row >= 0 && row < height && column >= 0 && column < width)
                    sum += (double)weight[(((((o * groupIn) + i) * layer.Kernel) + kr) * layer.Kernel) + kc] * x.Data[(((channel * height) + row) * width) + column];
            }
            y[(((o * outHeight) + r) * outWidth) + c] = (float)sum;
        }
        return new Tensor(y, [1, layer.OutChannels, outHeight, outWidth]);
    }
}
