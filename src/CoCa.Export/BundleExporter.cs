using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export;

/// <summary>
/// Weights to ONNX graphs, without torch or Python. One tensor is in memory at a time, so models larger than the memory export too.
/// </summary>
public static class BundleExporter
{
    private const string WeightsFile = "weights.bin";

    /// <summary>
    /// Writes all graphs of a model, and one file of weights that they share, into a bundle that is being made.
    /// </summary>
    /// <param name="weights">The model's tensors, named as OpenCLIP names them.</param>
    /// <param name="config">The model's shape.</param>
    /// <param name="options">The precision.</param>
    /// <param name="writer">The bundle.</param>
    /// <param name="progress">Told of every graph that is begun, or null.</param>
    /// <param name="cancellation">Ends the export between two tensors.</param>
    /// <exception cref="CoCa.Core.InvalidInputException">Tensors are missing, unknown or of another shape; all such are named.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ExportedGraphs Export(TensorFile weights, CoCaConfig config, ExportOptions options, BundleWriter writer, IProgress<ExportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(writer);
        config.Validate();
        TensorCheck.Check(weights, ExpectedTensors.Of(config));
        var graphs = new Dictionary<string, GraphInfo>(StringComparer.Ordinal);
        var model = new ModelWeights(weights);
        IReadOnlyDictionary<string, ActivationRange>? ranges = options is { Precision: Precision.Int8, Calibrate: { } calibrate } ? Observe(model, config, writer.TemporaryFolder, calibrate) : null;
        using (Stream stream = writer.CreateFile(WeightsFile))
        {
            var set = new GraphSet(model, config, options.Precision, new ExternalWeights(WeightsFile, stream), ranges);
            foreach (string name in set.Names)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new ExportProgress(name, graphs.Count, set.Names.Count));
                GraphBuilder graph = set.Build(name);
                writer.AddFile($"{name}.onnx", graph.Build());
                graphs.Add(name, new GraphInfo
                {
                    File = $"{name}.onnx",
                    Inputs = [.. graph.Inputs.Select(p => p.Describe())],
                    Outputs = [.. graph.Outputs.Select(p => p.Describe())],
                    Attributes = set.Attributes(name),
                });
            }
        }
        return new ExportedGraphs(graphs, MathF.Exp(weights.Floats("logit_scale")[0]));
    }

    /// <summary>
    /// Writes the graph to be calibrated, with weights of its own, for as long as it is needed. The bundle's weights are still being written then, and what is open for writing
    /// cannot be opened for reading on Windows.
    /// </summary>
    private static IReadOnlyDictionary<string, ActivationRange> Observe(ModelWeights model, CoCaConfig config, string folder, Func<string, IReadOnlyDictionary<string, ActivationRange>> calibrate)
    {
        const string Weights = "observed.bin";
        string graph = Path.Combine(folder, "observed.onnx"), weights = Path.Combine(folder, Weights);
        try
        {
            using (FileStream stream = File.Create(weights))
                File.WriteAllBytes(graph, GraphSet.BuildObserved(model, config, new ExternalWeights(Weights, stream)).Build());
            return calibrate(graph);
        }
        finally
        {
            File.Delete(graph);
            File.Delete(weights);
        }
    }
}
