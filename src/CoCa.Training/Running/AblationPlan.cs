using System.Text.Json;
using System.Text.Json.Nodes;
using CoCa.Core;
using CoCa.Core.Configuration;

namespace CoCa.Training.Running;

/// <summary>
/// One recipe, varied: what a choice is worth is seen by training with and without it. A JSON file with <c>recipe</c> (a path relative to it), <c>changes</c> for every variant (shorter runs,
/// say) and <c>variants</c>, each a <c>name</c> and changes to the recipe's keys (<c>recipe</c>) and to the model's configuration (<c>model</c>). Changes are merged
/// key by key, as RFC 7396 does it.
/// </summary>
public sealed class AblationPlan
{
    private static readonly JsonDocumentOptions s_json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly JsonObject _recipe, _model;
    private readonly JsonNode? _changes;

    private AblationPlan(JsonObject recipe, JsonObject model, JsonNode? changes, IReadOnlyList<AblationVariant> variants) => (_recipe, _model, _changes, Variants) = (recipe, model, changes, variants);

    /// <summary>What is compared, in the file's order.</summary>
    public IReadOnlyList<AblationVariant> Variants { get; }

    /// <summary>Reads a plan and the recipe that it names.</summary>
    /// <exception cref="InvalidInputException">A file is missing, is no JSON, or says what cannot be; the message names the key.</exception>
    public static AblationPlan Load(string path)
    {
        JsonObject plan = Object(path, Parse(path));
        foreach ((string key, _) in plan)
            if (key is not ("recipe" or "changes" or "variants")) throw new InvalidInputException($"{path}: {key} is no key of an ablation plan: recipe, changes, variants");
        string recipePath = Path.GetFullPath(Text(path, plan, "recipe"), Path.GetDirectoryName(Path.GetFullPath(path))!);
        Recipe recipe = Recipe.Load(recipePath);
        JsonObject model = CoCaPresets.Names.Contains(recipe.Model, StringComparer.OrdinalIgnoreCase) ? CoCaPresets.Get(recipe.Model).ToJsonObject() : Object(recipe.Model, Parse(recipe.Model));
        if (plan["variants"] is not JsonArray { Count: > 0 } list) throw new InvalidInputException($"{path}: variants must be a list of at least one");
        List<AblationVariant> variants = [];
        foreach (JsonNode? item in list)
        {
            JsonObject variant = Object($"{path}: variants[{variants.Count}]", item);
            variants.Add(new AblationVariant(Text(path, variant, "name"), variant["recipe"], variant["model"]));
        }
        if (variants.GroupBy(v => v.Folder, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException($"{path}: two variants would both be kept in {twice.Key}: give them different names");
        return new AblationPlan(Object(recipePath, JsonNode.Parse(recipe.ToJson())), model, plan["changes"], variants);
    }

    /// <summary>Writes a variant's recipe and model into a folder and reads them back as any other recipe.</summary>
    /// <exception cref="InvalidInputException">The changed recipe says what cannot be.</exception>
    public Recipe Make(AblationVariant variant, string folder)
    {
        ArgumentNullException.ThrowIfNull(variant);
        Directory.CreateDirectory(folder);
        string model = Path.Combine(folder, "model.json"), recipe = Path.Combine(folder, "recipe.json");
        File.WriteAllText(model, Merge(_model, variant.Model)!.ToJsonString());
        JsonObject merged = Object(variant.Name, Merge(Merge(_recipe, _changes), variant.Recipe));
        merged["name"] = variant.Folder;
        merged["model"] = Path.GetFullPath(model);
        File.WriteAllText(recipe, merged.ToJsonString());
        return Recipe.Load(recipe);
    }

    /// <summary>RFC 7396: objects are merged key by key, null removes, all else replaces.</summary>
    internal static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch is null ? target?.DeepClone() : patch.DeepClone();
        JsonObject merged = target is JsonObject given ? (JsonObject)given.DeepClone() : [];
        foreach ((string key, JsonNode? change) in changes)
        {
            if (change is null) merged.Remove(key);
            else merged[key] = Merge(merged[key], change);
        }
        return merged;
    }

    private static JsonNode? Parse(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path), documentOptions: s_json);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} is no JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}", e);
        }
    }

    private static JsonObject Object(string what, JsonNode? node) => node as JsonObject ?? throw new InvalidInputException($"{what}: must be a JSON object");

    private static string Text(string path, JsonObject node, string key) =>
        node[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : throw new InvalidInputException($"{path}: {key} must be a text");
}
