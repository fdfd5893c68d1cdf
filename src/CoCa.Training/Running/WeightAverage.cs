using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using CoCa.Core;
using CoCa.Core.Weights;

namespace CoCa.Training.Running;

/// <summary>Weights between two checkpoints of one model (Wortsman et al., arXiv 2109.01903: <c>(1 - share) * from + share * to</c>, parameter by parameter).</summary>
public static class WeightAverage
{
    private const string Weights = "model.safetensors";

    /// <summary>Writes a folder that can be imported; what is not weights (configuration, tokenizer) is the second checkpoint's.</summary>
    /// <param name="from">A checkpoint's folder.</param>
    /// <param name="to">A checkpoint's folder.</param>
    /// <param name="share">How far to go, 0 to 1.</param>
    /// <param name="folder">Made here; has its name only when it is whole.</param>
    /// <exception cref="InvalidInputException">A checkpoint is missing or another model's, or the folder is there already.</exception>
    public static void Write(string from, string to, double share, string folder)
    {
        if (Path.Exists(folder)) throw new InvalidInputException($"{folder} is there already: choose another folder");
        using TensorFile first = TensorFile.Open(Path.Combine(from, Weights)), second = TensorFile.Open(Path.Combine(to, Weights));
        if (second.Tensors.FirstOrDefault(t => !first.Contains(t.Name) || !first.Info(t.Name).Shape.SequenceEqual(t.Shape)) is { } other)
            throw new InvalidInputException($"{from} and {to} are no two states of one model: {other.Name} is [{string.Join(", ", other.Shape)}] in the second and {(first.Contains(other.Name) ? $"[{string.Join(", ", first.Info(other.Name).Shape)}]" : "missing")} in the first");
        string made = $"{folder.TrimEnd(Path.DirectorySeparatorChar)}.new";
        if (Directory.Exists(made)) Directory.Delete(made, recursive: true);
        Directory.CreateDirectory(made);
        using (SafetensorsWriter writer = SafetensorsWriter.Create(Path.Combine(made, Weights), [.. second.Tensors.Select(t => new TensorInfo(t.Name, DType.F32, t.Shape))], null))
        {
            foreach (TensorInfo tensor in second.Tensors)
            {
                float[] a = first.Floats(tensor.Name), b = second.Floats(tensor.Name);
                TensorPrimitives.Lerp(a, b, (float)share, a);
                writer.Write(tensor.Name, MemoryMarshal.AsBytes<float>(a));
            }
            writer.Commit();
        }
        foreach (string file in Directory.EnumerateFiles(to).Where(f => !f.EndsWith(".safetensors", StringComparison.Ordinal))) File.Copy(file, Path.Combine(made, Path.GetFileName(file)));
        Directory.Move(made, folder);
    }
}
