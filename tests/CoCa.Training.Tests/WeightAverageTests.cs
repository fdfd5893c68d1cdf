using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Training.Model;
using CoCa.Training.Running;
using static TorchSharp.torch;

namespace CoCa.Training.Tests;

/// <summary>Weights between two checkpoints.</summary>
public sealed class WeightAverageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coca-average-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_command_writes_what_stands_between_two_checkpoints_with_the_second_s_other_files()
    {
        Write("a", ("x", [1, 2]), ("y", [5, 5]));
        Write("b", ("y", [1, 9]), ("x", [3, 6]));
        File.WriteAllText(Path.Combine(_folder, "b", "vocab.json"), "{}");
        File.WriteAllText(Path.Combine(_folder, "b", "state.safetensors"), "the optimiser's");
        string between = Path.Combine(_folder, "between");
        (int code, string output, string error) = await CocaTrain.RunAsync(["average", Path.Combine(_folder, "a"), Path.Combine(_folder, "b"), "--share", "0.25", "--out", between]);
        Assert.True(code == 0, output + error);
        using TensorFile file = TensorFile.Open(Path.Combine(between, "model.safetensors"));
        Assert.Equal([1.5f, 3f], file.Floats("x").ToArray());
        Assert.Equal([4f, 6f], file.Floats("y").ToArray());
        Assert.Equal(["model.safetensors", "vocab.json"], Directory.EnumerateFiles(between).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Another_model_or_a_folder_that_is_there_is_refused_and_nothing_is_left()
    {
        Write("a", ("x", [1, 2]));
        Write("b", ("x", [1, 2, 3]));
        string a = Path.Combine(_folder, "a"), b = Path.Combine(_folder, "b"), between = Path.Combine(_folder, "between");
        Assert.Contains("x is [3] in the second and [2] in the first", Assert.Throws<InvalidInputException>(() => WeightAverage.Write(a, b, 0.5, between)).Message, StringComparison.Ordinal);
        Assert.Contains("is there already", Assert.Throws<InvalidInputException>(() => WeightAverage.Write(a, a, 0.5, b)).Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    private void Write(string name, params (string Name, float[] Values)[] tensors)
    {
        Directory.CreateDirectory(Path.Combine(_folder, name));
        using IDisposable scope = NewDisposeScope();
        NetworkWeights.Save(Path.Combine(_folder, name, "model.safetensors"), [.. tensors.Select(t => (t.Name, tensor(t.Values)))]);
    }
}
