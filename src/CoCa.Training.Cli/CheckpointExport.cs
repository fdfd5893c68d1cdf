using CoCa.Cli.Import;
using CoCa.Core.Bundles;
using CoCa.Export;

namespace CoCa.Training.Cli;

/// <summary>A checkpoint is imported as any other weights are (<c>coca import</c>), here for a measurement and in the reference's numbers.</summary>
internal static class CheckpointExport
{
    /// <summary>Makes a bundle of a checkpoint's folder, or of a run's with a checkpoint in it.</summary>
    public static void ToBundle(string checkpoint, string bundle)
    {
        string inner = Path.Combine(checkpoint, "checkpoint");
        if (Directory.Exists(inner)) checkpoint = inner;
        using BundleWriter writer = new(bundle);
        Importer.Run(ImportSource.Find(checkpoint, config: null, tokenizer: null), Precision.Fp32, ImportSource.NameOf(checkpoint), licence: null, writer, new Silence(), CancellationToken.None);
    }

    private sealed class Silence : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) { }
    }
}
