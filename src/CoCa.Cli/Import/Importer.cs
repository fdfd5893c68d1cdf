using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Core.Tokenization;
using CoCa.Core.Weights;
using CoCa.Export;
using CoCa.Inference;
using CoCa.Inference.Calibration;

namespace CoCa.Cli.Import;

/// <summary>Makes a bundle of weights: graphs, tokenizer, self-test, manifest.</summary>
internal static class Importer
{
    /// <summary>Writes everything and gives the bundle its name; before that nothing is at its place.</summary>
    public static BundleManifest Run(ImportSource source, Precision precision, string name, string? licence, BundleWriter writer, IProgress<ExportProgress> progress, CancellationToken cancellation)
    {
        TokenizerInfo tokenizer = WriteTokenizer(source, writer);
        using TensorFile weights = TensorFile.Open(source.Weights);
        var options = new ExportOptions { Precision = precision, Calibrate = graph => ActivationCalibration.Measure(graph, source.Config, cancellation) };
        ExportedGraphs exported = BundleExporter.Export(weights, source.Config, options, writer, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        progress.Report(new ExportProgress("", exported.Graphs.Count, exported.Graphs.Count));
        string selfTest = SelfTest.Create(writer, source.Config, exported.Graphs["image"]);
        cancellation.ThrowIfCancellationRequested();
        BundleManifest manifest = writer.Commit(new BundleManifest
        {
            Name = name,
            Config = source.Config,
            Precision = precision,
            Preprocess = source.Preprocess,
            Tokenizer = tokenizer,
            LogitScale = exported.LogitScale,
            Graphs = exported.Graphs,
            SelfTest = selfTest,
            Licence = licence ?? "",
            Origin = source.Origin,
        });
        progress.Report(new ExportProgress("", exported.Graphs.Count + 1, exported.Graphs.Count));
        return manifest;
    }

    private static TokenizerInfo WriteTokenizer(ImportSource source, BundleWriter writer)
    {
        int vocabulary = source.Config.Text.VocabularySize, pad = source.Config.Text.PadId;
        // OpenCLIP puts the two marks at the end of every vocabulary of its kind.
        if (source.Tokenizer is null) return new TokenizerInfo { Kind = "none", PadId = pad, StartId = vocabulary - 2, EndId = vocabulary - 1 };
        ClipTokenizer tokenizer = ClipTokenizer.Load(source.Tokenizer);
        if (tokenizer.VocabularySize > vocabulary)
            throw new InvalidInputException($"{source.Tokenizer}: has {tokenizer.VocabularySize} tokens, the model knows {vocabulary}: it is another model's tokenizer");
        using (Stream stream = writer.CreateFile("vocab.json")) tokenizer.WriteVocabulary(stream);
        using (Stream stream = writer.CreateFile("merges.txt")) tokenizer.WriteMerges(stream);
        return new TokenizerInfo { Kind = "clip", Files = ["vocab.json", "merges.txt"], PadId = pad, StartId = tokenizer.StartId, EndId = tokenizer.EndId };
    }
}
