namespace CoCa.Cli.Demo;

/// <summary>The bundle that comes with the program: what commands use when no other is named.</summary>
internal static class ShippedModel
{
    private const string Bundle = "coca-mini.coca";

    /// <summary>Its folder, or null where the program was copied away without it.</summary>
    public static string? Find()
    {
        // Beside the program when it is published, in the clone's models/ when it is run from where it was built.
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string bundle = Path.Combine(folder.FullName, "models", Bundle);
            if (File.Exists(Path.Combine(bundle, "model.json"))) return bundle;
        }
        return null;
    }
}
