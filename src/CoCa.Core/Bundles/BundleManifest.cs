using System.Text.Json;
using System.Text.Json.Serialization;
using CoCa.Core.Configuration;
using CoCa.Core.Labels;
using CoCa.Core.Preprocessing;

namespace CoCa.Core.Bundles;

/// <summary>
/// What a bundle's <c>model.json</c> says: everything about the model that is not a tensor. Immutable. Keys that this version
/// does not know are ignored, so a later version may add some without a new <see cref="FormatVersion"/>.
/// </summary>
public sealed record BundleManifest
{
    /// <summary>The manifest's file name in the bundle.</summary>
    public const string FileName = "model.json";

    /// <summary>The format version that this library writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the bundle's format.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>The model's name, for a person.</summary>
    public required string Name { get; init; }

    /// <summary>The shape of the model.</summary>
    public required CoCaConfig Config { get; init; }

    /// <summary>The number format of the weights.</summary>
    public required Precision Precision { get; init; }

    /// <summary>What is done to a picture before the image encoder sees it.</summary>
    public required PreprocessOptions Preprocess { get; init; }

    /// <summary>How text becomes ids.</summary>
    public required TokenizerInfo Tokenizer { get; init; }

    /// <summary>What the cosine of an image and a text embedding is multiplied with before a softmax: <c>exp(logit_scale)</c>.</summary>
    public required float LogitScale { get; init; }

    /// <summary>How labels' cosines become probabilities; null where that was not fitted. See <see cref="Bundle.Calibrate"/>.</summary>
    public LabelCalibration? LabelCalibration { get; init; }

    /// <summary>The graphs by name: <c>image</c>, <c>text</c>, <c>decoder</c> and others.</summary>
    public required IReadOnlyDictionary<string, GraphInfo> Graphs { get; init; }

    /// <summary>The lists of labels by name.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, LabelSetInfo> LabelSets { get; init; } = new Dictionary<string, LabelSetInfo>();

    /// <summary>The classifiers by name.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, HeadInfo> Heads { get; init; } = new Dictionary<string, HeadInfo>();

    /// <summary>The file with an input and the embedding that a device must compute from it; null where there is none.</summary>
    public string? SelfTest { get; init; }

    /// <summary>The licence of the weights; empty where it is not known.</summary>
    [JsonRequired]
    public string Licence { get; init; } = "";

    /// <summary>Where the weights come from; empty where it is not known.</summary>
    [JsonRequired]
    public string Origin { get; init; } = "";

    /// <summary>
    /// Every file of the bundle but the manifest, by its path in it: <c>name</c> or <c>folder/name</c>. Filled in by <see cref="BundleWriter.Commit"/>.
    /// </summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, FileEntry> Files { get; init; } = new Dictionary<string, FileEntry>();

    /// <summary>Reads and checks a manifest.</summary>
    /// <param name="utf8Json">The content of a <c>model.json</c>.</param>
    /// <exception cref="BundleException">Not JSON, of a newer version, or a property is missing or wrong; the message names it.</exception>
    public static BundleManifest Parse(ReadOnlySpan<byte> utf8Json) => ManifestReader.Read(utf8Json);

    /// <summary>The manifest as JSON; <see cref="Parse"/> reads it back.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.BundleManifest);

    /// <summary>Checks that the properties are in their ranges, and that every file that they name is listed in <see cref="Files"/>.</summary>
    /// <exception cref="BundleException">The message names the property.</exception>
    public void Validate() => ManifestValidation.Check(this);
}
