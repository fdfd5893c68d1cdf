using System.Text.Json;
using System.Text.Json.Nodes;
using CoCa.Core;
using CoCa.Core.Tokenization;
using CoCa.Core.Weights;
using CoCa.Training.Model;
using CoCa.Training.Optimization;
using static TorchSharp.torch;

namespace CoCa.Training.Running;

/// <summary>
/// A run's state as a folder. Beside what resuming needs (<c>state.safetensors</c>, <c>recipe.json</c>) it holds what an import needs: <c>model.safetensors</c> (the moving average
/// where there is one), <c>open_clip_config.json</c> and the tokenizer. A checkpoint is written beside its place and renamed: a run killed at any moment leaves a whole one.
/// </summary>
public static class Checkpoint
{
    private const string State = "state.safetensors", StepKey = "step";

    /// <summary>The folder of the newest whole checkpoint, or null if there is none.</summary>
    public static string? Find(string folder)
    {
        string current = Path.Combine(folder, "checkpoint"), previous = Path.Combine(folder, "checkpoint.previous");
        // Killed between the two renames, the previous one is what there is.
        return File.Exists(Path.Combine(current, State)) ? current : File.Exists(Path.Combine(previous, State)) ? previous : null;
    }

    /// <summary>Writes everything; then the old checkpoint is gone.</summary>
    public static void Write(string folder, Recipe recipe, CoCaNetwork network, IOptimizer optimizer, MovingAverage? average, ClipTokenizer tokenizer, long step)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(tokenizer);
        string current = Path.Combine(folder, "checkpoint"), previous = Path.Combine(folder, "checkpoint.previous"), made = Path.Combine(folder, "checkpoint.new");
        if (Directory.Exists(made)) Directory.Delete(made, recursive: true);
        Directory.CreateDirectory(made);
        List<(string, Tensor)> parameters = [.. network.named_parameters().Select(p => (p.name, (Tensor)p.parameter))];
        NetworkWeights.Save(Path.Combine(made, "model.safetensors"), average?.Values ?? parameters);
        NetworkWeights.Save(Path.Combine(made, State),
            [.. parameters.Select(p => ($"parameter.{p.Item1}", p.Item2)), .. optimizer.State.Select(s => ($"optimizer.{s.Name}", s.Value)), .. average?.Values.Select(v => ($"average.{v.Name}", v.Value)) ?? []],
            new Dictionary<string, string> { [StepKey] = $"{step}" });
        JsonObject config = new() { ["model_cfg"] = network.Config.ToJsonObject(), ["preprocess_cfg"] = JsonSerializer.SerializeToNode(recipe.Preprocess) };
        File.WriteAllText(Path.Combine(made, "open_clip_config.json"), config.ToJsonString());
        File.WriteAllText(Path.Combine(made, "recipe.json"), recipe.ToJson());
        using (FileStream stream = File.Create(Path.Combine(made, "vocab.json"))) tokenizer.WriteVocabulary(stream);
        using (FileStream stream = File.Create(Path.Combine(made, "merges.txt"))) tokenizer.WriteMerges(stream);
        if (Directory.Exists(previous) && Directory.Exists(current)) Directory.Delete(previous, recursive: true);
        if (Directory.Exists(current)) Directory.Move(current, previous);
        Directory.Move(made, current);
        if (Directory.Exists(previous)) Directory.Delete(previous, recursive: true);
    }

    /// <summary>Fills everything from a checkpoint.</summary>
    /// <returns>The number of steps made.</returns>
    /// <exception cref="InvalidInputException">It is another model's, another optimiser's, or damaged.</exception>
    public static long Read(string checkpoint, CoCaNetwork network, IOptimizer optimizer, MovingAverage? average)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        using TensorFile state = TensorFile.Open(Path.Combine(checkpoint, State));
        IEnumerable<(string Name, Tensor Value)> all = [
            .. network.named_parameters().Select(p => ($"parameter.{p.name}", (Tensor)p.parameter)),
            .. optimizer.State.Select(s => ($"optimizer.{s.Name}", s.Value)),
            .. average?.Values.Select(v => ($"average.{v.Name}", v.Value)) ?? []];
        foreach ((string name, Tensor value) in all)
        {
            if (!state.Contains(name) || state.Info(name).ElementCount != value.numel())
                throw new InvalidInputException($"{checkpoint}: {name} of [{string.Join(", ", value.shape)}] expected, {(state.Contains(name) ? $"has [{string.Join(", ", state.Info(name).Shape)}]" : "not there")}: the recipe has changed since; begin anew without --resume");
            NetworkWeights.Copy(state.Floats(name), value);
        }
        if (!state.Metadata.TryGetValue(StepKey, out string? text) || !long.TryParse(text, out long step)) throw new InvalidInputException($"{checkpoint}: {State} does not say its step");
        optimizer.Steps = step;
        return step;
    }
}
