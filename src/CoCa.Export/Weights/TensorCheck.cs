using CoCa.Core;
using CoCa.Core.Weights;

namespace CoCa.Export.Weights;

/// <summary>Whether a file has the tensors that a model needs.</summary>
internal static class TensorCheck
{
    // Buffers that some releases stored with the parameters; nothing is computed from them. logit_bias belongs to another loss.
    private static readonly string[] s_ignored = ["attn_mask", "logit_bias", "position_ids"];

    /// <summary>Compares all names, shapes and types at once, so that one run shows all that is wrong.</summary>
    /// <exception cref="InvalidInputException">A tensor is missing, has another shape, is no float or is not known; all such are listed.</exception>
    public static void Check(TensorFile file, IReadOnlyDictionary<string, long[]> expected)
    {
        var faults = new List<string>();
        foreach ((string name, long[] shape) in expected)
        {
            if (!file.Contains(name))
            {
                faults.Add($"{name}: expected {Text(shape)}, got nothing");
                continue;
            }
            TensorInfo info = file.Info(name);
            // A number is stored as a vector of one by some tools.
            bool fits = info.Shape.SequenceEqual(shape) || (shape.Length == 0 && info.Shape is [1]);
            if (!fits) faults.Add($"{name}: expected {Text(shape)}, got {info.ShapeText}");
            if (info.DType is not (DType.F32 or DType.F16 or DType.BF16 or DType.F64)) faults.Add($"{name}: expected a float type, got {info.DType}");
        }
        foreach (TensorInfo info in file.Tensors)
            if (!expected.ContainsKey(info.Name) && !s_ignored.Any(info.Name.EndsWith)) faults.Add($"{info.Name}: not expected, got {info.ShapeText}");
        if (faults.Count > 0)
            throw new InvalidInputException($"{file.Path}: {faults.Count} of its tensors do not fit the configuration: {string.Join("; ", faults)}");
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
