namespace CoCa.Training.Running;

/// <summary>One source of a recipe's data.</summary>
/// <param name="Path">WebDataset shards, a folder of pictures, or a table (see <see cref="Data.SampleSource"/>).</param>
/// <param name="Weight">Its share of what is drawn, relative to the others'; null takes its number of samples.</param>
public sealed record RecipeSource(string Path, double? Weight = null);
