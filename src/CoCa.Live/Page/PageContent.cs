using System.Reflection;

namespace CoCa.Live.Page;

/// <summary>The page itself: one file in the assembly.</summary>
internal static class PageContent
{
    public static string Html { get; } = Read();

    private static string Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("CoCa.Live.Page.page.html")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
