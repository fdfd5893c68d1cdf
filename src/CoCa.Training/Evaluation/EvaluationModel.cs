using CoCa.Core;
using CoCa.Inference;

namespace CoCa.Training.Evaluation;

/// <summary>A model to measure: a bundle, or a checkpoint of which a bundle is made for the while.</summary>
public sealed class EvaluationModel : IDisposable
{
    private readonly string? _temporary;

    private EvaluationModel(CoCaModel model, string? temporary) => (Model, _temporary) = (model, temporary);

    /// <summary>The opened model.</summary>
    public CoCaModel Model { get; }

    /// <summary>Opens what a path names.</summary>
    /// <param name="path">A bundle's folder, or a checkpoint.</param>
    /// <param name="export">Makes a bundle (second argument) of a checkpoint (first); null if there are only bundles.</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static EvaluationModel Open(string path, Action<string, string>? export = null, ModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(Path.Combine(path, "model.json"))) return new(CoCaModel.Open(path, options), null);
        if (!Path.Exists(path)) throw new InvalidInputException($"{path} does not exist; expected a bundle's folder{(export is null ? "" : " or a checkpoint")}");
        if (export is null) throw new InvalidInputException($"{path} is no bundle: it has no model.json");
        string folder = Directory.CreateTempSubdirectory("coca-checkpoint-").FullName;
        try
        {
            string bundle = Path.Combine(folder, "checkpoint.coca");
            export(path, bundle);
            return new(CoCaModel.Open(bundle, options), folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        if (_temporary is not null) Directory.Delete(_temporary, recursive: true);
    }
}
