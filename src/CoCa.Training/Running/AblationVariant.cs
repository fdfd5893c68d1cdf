using System.Text.Json.Nodes;

namespace CoCa.Training.Running;

/// <summary>One row of a comparison.</summary>
/// <param name="Name">What a person calls it.</param>
/// <param name="Recipe">Changes to the recipe, or null.</param>
/// <param name="Model">Changes to the model's configuration, or null.</param>
public sealed record AblationVariant(string Name, JsonNode? Recipe, JsonNode? Model)
{
    /// <summary>Its name as a folder's: letters and digits, all else dashes.</summary>
    public string Folder => string.Join('-', new string([.. Name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
