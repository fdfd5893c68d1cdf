using System.Runtime.InteropServices;
using CoCa.Core;
using CoCa.Core.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CoCa.Training.Model;

/// <summary>A network's parameters to and from files, under OpenCLIP's names.</summary>
public static class NetworkWeights
{
    /// <summary>
    /// Copies every parameter from a file. Position embeddings of another grid are interpolated (paper section 4.1: 288 px to 576 px);
    /// anything else must fit.
    /// </summary>
    /// <param name="network">What is filled.</param>
    /// <param name="file">A state dict, as safetensors or a torch checkpoint.</param>
    /// <exception cref="InvalidInputException">Tensors are missing, unknown or of another shape; the first few are named.</exception>
    public static void Load(CoCaNetwork network, TensorFile file)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(file);
        List<string> faults = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            known.Add(name);
            if (!file.Contains(name)) faults.Add($"{name} is missing");
            else if (!TryCopy(parameter, name, file, network)) faults.Add($"{name} is [{string.Join(", ", file.Info(name).Shape)}], expected [{string.Join(", ", parameter.shape)}]");
        }
        faults.AddRange(file.Tensors.Where(t => !known.Contains(t.Name)).Select(t => $"{t.Name} belongs to no part of this model"));
        if (faults.Count > 0)
            throw new InvalidInputException($"{file.Path}: {string.Join("; ", faults.Take(8))}{(faults.Count > 8 ? $"; and {faults.Count - 8} more" : "")}");
    }

    /// <summary>Fills a convolutional stem from a pretrained backbone, whose tensors are named <c>LAYER.weight</c> and <c>LAYER.bias</c>.</summary>
    /// <exception cref="InvalidInputException">A layer of the stem is missing or of another shape.</exception>
    public static void LoadStem(CoCaNetwork network, TensorFile backbone)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(backbone);
        const string Prefix = "visual.stem.";
        foreach ((string name, Parameter parameter) in network.named_parameters().Where(p => p.name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string stored = name[Prefix.Length..];
            if (!backbone.Contains(stored) || backbone.Info(stored).ElementCount != parameter.numel())
                throw new InvalidInputException($"{backbone.Path}: {stored} of {parameter.numel()} values expected, {(backbone.Contains(stored) ? $"has {backbone.Info(stored).ElementCount}" : "it has none")}");
            Copy(backbone.Floats(stored), parameter);
        }
    }

    /// <summary>Writes every parameter, or what stands in for it, to a safetensors file; the file has its name only when it is whole.</summary>
    public static void Save(string path, IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using SafetensorsWriter writer = SafetensorsWriter.Create(path, [.. tensors.Select(t => new TensorInfo(t.Name, DType.F32, t.Value.shape))], metadata);
        foreach ((string name, Tensor value) in tensors)
        {
            using Tensor flat = value.detach().cpu().contiguous();
            writer.Write(name, flat.bytes);
        }
        writer.Commit();
    }

    /// <summary>Overwrites a tensor's values.</summary>
    public static void Copy(ReadOnlySpan<float> values, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        using IDisposable _ = no_grad();
        using Tensor source = empty(target.shape, dtype: ScalarType.Float32);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(source.bytes));
        target.copy_(source);
    }

    private static bool TryCopy(Parameter parameter, string name, TensorFile file, CoCaNetwork network)
    {
        TensorInfo info = file.Info(name);
        // Files differ in whether a scalar has a dimension.
        if (info.Shape.SequenceEqual(parameter.shape) || (info.ElementCount == 1 && parameter.numel() == 1))
        {
            Copy(file.Floats(name), parameter);
            return true;
        }
        if (name != "visual.positional_embedding" || info.Shape.Count != 2 || info.Shape[1] != parameter.shape[1]) return false;
        int side = (int)Math.Round(Math.Sqrt(info.Shape[0] - 1));
        if (side * side != info.Shape[0] - 1) return false;
        Copy(PositionGrid.Resize(file.Floats(name), side, side, network.Config.Vision.GridHeight, network.Config.Vision.GridWidth, (int)info.Shape[1]), parameter);
        return true;
    }
}
