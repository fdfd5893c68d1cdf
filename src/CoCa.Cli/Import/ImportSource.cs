using System.Text.Json;
using CoCa.Core;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;
using CoCa.Core.Weights;

namespace CoCa.Cli.Import;

/// <summary>What is imported, found and read as far as it is small: weights stay in their file.</summary>
/// <param name="Weights">The weights' file.</param>
/// <param name="Config">The model's shape.</param>
/// <param name="Preprocess">What is done to pictures.</param>
/// <param name="Tokenizer">The tokenizer's file or folder; null for a bundle that speaks ids only.</param>
/// <param name="Origin">Where it is from, for people.</param>
internal sealed record ImportSource(string Weights, CoCaConfig Config, PreprocessOptions Preprocess, string? Tokenizer, string Origin)
{
    private static readonly string[] s_configs = ["open_clip_config.json", "config.json"];

    private static readonly string[] s_weights =
        ["open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "model.safetensors", "open_clip_pytorch_model.bin", "pytorch_model.bin", "model.bin"];

    /// <summary>Finds the parts of a file or folder; what was given by hand counts more than what lies beside.</summary>
    /// <param name="path">A weights file, or a folder with one.</param>
    /// <param name="config">A file or the name of a preset; null: the one beside the weights.</param>
    /// <param name="tokenizer">A file or folder, or <c>none</c>; null: the one beside the weights.</param>
    /// <param name="origin">Where it is from; null: the path.</param>
    /// <exception cref="InvalidInputException">Something is missing or wrong.</exception>
    /// <exception cref="UsageException">There is no configuration or tokenizer, and none was named.</exception>
    public static ImportSource Find(string path, string? config, string? tokenizer, string? origin = null)
    {
        bool isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path)) throw new InvalidInputException($"{path}: no such file or folder");
        string folder = isFolder ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        string weights = isFolder ? FindWeights(path) : path;
        if (Path.GetExtension(weights).ToLowerInvariant() is not (".safetensors" or ".bin" or ".pt" or ".pth" or ".ckpt")) CheckIsWeights(weights);
        (CoCaConfig parsed, PreprocessOptions preprocess) = ReadConfig(config, folder);
        tokenizer ??= FindTokenizer(folder) ?? throw new UsageException($"there is no tokenizer beside {weights}: give --tokenizer PATH, or --tokenizer none for a bundle that speaks ids only");
        return new(weights, parsed, preprocess, tokenizer == "none" ? null : tokenizer, origin ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
    }

    /// <summary>What a model is called by its place: its file's name, or its folder's where files are always called so.</summary>
    public static string NameOf(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        // A trainer's checkpoint is called after its run.
        while ((s_weights.Contains(Path.GetFileName(full)) || Path.GetFileName(full) == "checkpoint") && Path.GetDirectoryName(full) is { } folder && Path.GetFileName(folder).Length > 0) full = folder;
        return Directory.Exists(full) ? Path.GetFileName(full) : Path.GetFileNameWithoutExtension(full);
    }

    /// <summary>The tokenizer that lies in a folder.</summary>
    private static string? FindTokenizer(string folder)
    {
        if (File.Exists(Path.Combine(folder, "vocab.json")) && File.Exists(Path.Combine(folder, "merges.txt"))) return folder;
        return ((string[])["tokenizer.json", "bpe_simple_vocab_16e6.txt.gz"]).Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists);
    }

    private static string FindWeights(string folder)
    {
        if (s_weights.Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists) is { } known) return known;
        string[] others = [.. Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".safetensors" or ".bin" or ".pt" or ".pth").Order(StringComparer.Ordinal)];
        return others.Length switch
        {
            1 => others[0],
            0 => throw new InvalidInputException($"{folder}: has no weights, expected one of {string.Join(", ", s_weights)}"),
            _ => throw new InvalidInputException($"{folder}: has several files that may be weights ({string.Join(", ", others.Select(Path.GetFileName))}): give the one that is meant"),
        };
    }

    /// <summary>A file that is not called like weights may be some all the same; else it is said what can be imported.</summary>
    private static void CheckIsWeights(string file)
    {
        try
        {
            using var tensors = TensorFile.Open(file);
        }
        catch (InvalidInputException e)
        {
            throw new InvalidInputException($"{file}: has no weights in it; import takes OpenCLIP's CoCa as .safetensors, .bin, .pt or .pth, a folder with one, or hf:OWNER/NAME", e);
        }
    }

    private static (CoCaConfig, PreprocessOptions) ReadConfig(string? given, string folder)
    {
        string? file = given ?? s_configs.Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists)
            ?? throw new UsageException($"there is no configuration in {folder}: give --config FILE, or one of {string.Join(", ", CoCaPresets.Names)}");
        if (!File.Exists(file))
        {
            if (file != given || file.Contains('/', StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) throw new InvalidInputException($"{file}: no such file");
            CoCaConfig preset = CoCaPresets.Get(file);
            return (preset, Sized(new PreprocessOptions(), preset));
        }
        try
        {
            byte[] json = File.ReadAllBytes(file);
            CoCaConfig config = CoCaConfig.Parse(json);
            config.Validate();
            return (config, Sized(ReadPreprocess(json), config));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidInputException)
        {
            throw new InvalidInputException(e.Message.StartsWith(file, StringComparison.Ordinal) ? e.Message : $"{file}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static PreprocessOptions ReadPreprocess(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("preprocess_cfg", out JsonElement preprocess) && preprocess.ValueKind == JsonValueKind.Object
            ? preprocess.Deserialize<PreprocessOptions>()! : new PreprocessOptions();
    }

    /// <summary>The size is the model's, whatever else is said.</summary>
    private static PreprocessOptions Sized(PreprocessOptions options, CoCaConfig config) => options with { Height = config.Vision.ImageHeight, Width = config.Vision.ImageWidth };
}
