using System.Text.Json;
using System.Text.Json.Serialization;
using CoCa.Core;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;
using CoCa.Training.Data;

namespace CoCa.Training.Running;

/// <summary>
/// All that a training run is made of, as a JSON file. Paths in it are relative to the file. Unknown keys are refused, so that a misspelt one is not
/// silently nothing.
/// </summary>
public sealed record Recipe
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The model's name; its checkpoints stand in a folder of that name.</summary>
    public required string Name { get; init; }

    /// <summary>A preset's name, or a model configuration file.</summary>
    public required string Model { get; init; }

    /// <summary>Weights to begin with (safetensors or a torch checkpoint of the same model); null for fresh ones.</summary>
    public string? Weights { get; init; }

    /// <summary>A pretrained backbone for the model's convolutional stem, or null.</summary>
    public string? Stem { get; init; }

    /// <summary>The stem's layers up to this one are not trained; null trains all.</summary>
    public string? FrozenUpTo { get; init; }

    /// <summary>How many augmented views of each picture are sent through the frozen layers once and kept; 0 makes a new view at every step.</summary>
    public int CachedViews { get; init; }

    /// <summary>A tokenizer: what <c>coca import --tokenizer</c> takes.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>What is trained on.</summary>
    public required IReadOnlyList<RecipeSource> Data { get; init; }

    /// <summary>Texts with <c>{}</c> where a label goes.</summary>
    public IReadOnlyList<string> LabelTemplates { get; init; } = ["a photo of a {}"];

    /// <summary>How many texts of a picture are used in one step.</summary>
    public int CaptionsPerPicture { get; init; } = 1;

    /// <summary>How a picture becomes pixels; height and width are the model's.</summary>
    public PreprocessOptions Preprocess { get; init; } = new() { Mode = ResizeMode.Squash };

    /// <summary>How pictures are varied; null takes them as they are.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Pictures in a global batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Into how many parts a process cuts its share of the batch, to need less memory. The losses are the same.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>Steps of the whole run.</summary>
    public long Steps { get; init; } = 1000;

    /// <summary>What all that is random is made of.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The type of matrix products: <c>fp32</c> or <c>bf16</c>.</summary>
    public string Products { get; init; } = "fp32";

    /// <summary>Dropout, 0..1.</summary>
    public double Dropout { get; init; }

    /// <summary>Label smoothing of the captioning loss, 0..1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The captioning loss's weight.</summary>
    public double CaptionWeight { get; init; } = 2;

    /// <summary>The contrastive loss's weight.</summary>
    public double ContrastiveWeight { get; init; } = 1;

    /// <summary>
    /// How many captions of each picture are sampled in a step of <see cref="Steps.SelfCriticalStep"/>, which then takes the place of both losses and trains the decoder
    /// alone; 0 for none. Give <see cref="Weights"/> of a trained model, and as many <see cref="CaptionsPerPicture"/> as a picture has.
    /// </summary>
    public int SelfCriticalSamples { get; init; }

    /// <summary>How parameters are changed.</summary>
    public OptimizerRecipe Optimizer { get; init; } = new();

    /// <summary>Decay of the moving average of parameters, which is what is exported; 0 for none.</summary>
    public double Average { get; init; }

    /// <summary>Steps between two checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no JSON, or says what cannot be; the message names the key.</exception>
    public static Recipe Load(string path)
    {
        try
        {
            Recipe recipe = JsonSerializer.Deserialize<Recipe>(File.ReadAllBytes(path), s_json) ?? throw new InvalidInputException($"{path}: null is no recipe");
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            recipe = recipe with
            {
                Model = CoCaPresets.Names.Contains(recipe.Model, StringComparer.OrdinalIgnoreCase) ? recipe.Model : Absolute(recipe.Model),
                Weights = recipe.Weights is null ? null : Absolute(recipe.Weights),
                Stem = recipe.Stem is null ? null : Absolute(recipe.Stem),
                Tokenizer = Absolute(recipe.Tokenizer),
                Data = [.. recipe.Data.Select(d => d with { Path = d.Path == GeneratedShapes.Address ? d.Path : Absolute(d.Path) })],
            };
            recipe.Validate();
            return recipe;

            string Absolute(string relative) => Path.GetFullPath(relative, folder);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} is no recipe: {e.Message}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"there is no recipe {path}", e);
        }
    }

    /// <summary>The recipe as JSON, paths as they are.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the key.</exception>
    public void Validate()
    {
        Check(Name.Length > 0 && Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && Name[0] != '.', "name", Name, "letters, digits, - _ .");
        Check(Data.Count > 0, "data", "empty", "at least one source");
        Check(BatchSize is >= 1 and <= 1 << 20, "batchSize", BatchSize, "1 to 1048576");
        Check(Accumulation >= 1 && BatchSize % Accumulation == 0, "accumulation", Accumulation, $"a divisor of batchSize ({BatchSize})");
        Check(Steps >= 1, "steps", Steps, "1 or more");
        Check(CachedViews is >= 0 and <= 1000, "cachedViews", CachedViews, "0 to 1000");
        Check(CachedViews == 0 || FrozenUpTo is not null, "cachedViews", CachedViews, "0 where frozenUpTo names no layer");
        Check(Products is "fp32" or "bf16", "products", Products, "fp32 or bf16");
        Check(Dropout is >= 0 and < 1, "dropout", Dropout, "0 to below 1");
        Check(LabelSmoothing is >= 0 and < 1, "labelSmoothing", LabelSmoothing, "0 to below 1");
        Check(CaptionWeight >= 0 && ContrastiveWeight >= 0 && CaptionWeight + ContrastiveWeight > 0, "captionWeight + contrastiveWeight", CaptionWeight + ContrastiveWeight, "above 0");
        Check(SelfCriticalSamples is 0 or (>= 2 and <= 64), "selfCriticalSamples", SelfCriticalSamples, "0, or 2 to 64");
        Check(SelfCriticalSamples == 0 || Accumulation == 1, "accumulation", Accumulation, "1 where captions are sampled");
        Check(Average is >= 0 and < 1, "average", Average, "0 to below 1");
        Check(CheckpointEvery >= 1, "checkpointEvery", CheckpointEvery, "1 or more");
        Optimizer.Validate();
        Augmentation?.Validate();
    }

    internal static void Check(bool holds, string key, object value, string expected)
    {
        if (!holds) throw new InvalidInputException(FormattableString.Invariant($"recipe: {key} is {value}, must be {expected}"));
    }
}
