using System.Reflection;

namespace Substitutes.Tests;

/// <summary>A substitute has nothing that the real package does not have in the same form.</summary>
public sealed class SignatureTests
{
    /// <summary>Lines that the recorded signatures do not have and the version that we name has, each with the reason.</summary>
    private static readonly Dictionary<string, string> s_unrecorded = new(StringComparer.Ordinal)
    {
        ["Silk.NET.Core.Native.NativeAPI..ctor(Silk.NET.Core.Contexts.INativeContext ctx)"] = Silk,
        ["Silk.NET.OpenGL.GL.BindSampler(uint unit, uint sampler) : void"] = Silk,
        ["Silk.NET.OpenGL.GLEnum.ContextLost = 1287"] = Silk,
        ["Silk.NET.OpenGL.GetPName.PixelUnpackBufferBinding = 35055"] = Silk,
        ["Silk.NET.OpenGL.GetPName.SamplerBinding = 35097"] = Silk,
        ["Silk.NET.OpenGL.GetPName.UnpackSkipPixels = 3316"] = Silk,
        ["Silk.NET.OpenGL.GetPName.UnpackSkipRows = 3315"] = Silk,
        ["SixLabors.ImageSharp.Formats.IImageEncoder | interface"] = "a parameter type of recorded members; the type itself was not recorded",
        ["SixLabors.ImageSharp.PixelAccessorAction<TPixel> | delegate : System.MulticastDelegate"] = "a parameter type of recorded members; the type itself was not recorded",
        ["SixLabors.ImageSharp.Formats.Png.PngEncoder | class : SixLabors.ImageSharp.Formats.ImageEncoder"] = "the package has two more classes in between, which carry nothing that we use",
        ["SixLabors.Fonts.FontCollection.AddCollection(string path) : System.Collections.Generic.IEnumerable<SixLabors.Fonts.FontFamily>"] = Fonts2,
        ["SixLabors.Fonts.IGlyphRenderer.SetDecoration(SixLabors.Fonts.TextDecorations textDecorations, System.Numerics.Vector2 start, System.Numerics.Vector2 end, float thickness) : void"] = Fonts2,
        ["SixLabors.Fonts.TextRenderer.RenderText(System.ReadOnlySpan<char> text, SixLabors.Fonts.TextOptions options) : void"] = Fonts2,
        ["SixLabors.Fonts.TextRenderer.RenderText(string text, SixLabors.Fonts.TextOptions options) : void"] = Fonts2,
        ["SixLabors.Fonts.TextRenderer.RenderTextTo(SixLabors.Fonts.IGlyphRenderer renderer, System.ReadOnlySpan<char> text, SixLabors.Fonts.TextOptions options) : static void"] = Fonts2,
        ["SixLabors.Fonts.TextRenderer.RenderTextTo(SixLabors.Fonts.IGlyphRenderer renderer, string text, SixLabors.Fonts.TextOptions options) : static void"] = Fonts2,
    };

    private const string Silk = "version 2.23 has it; the recording is of the interfaces that could be read";

    private const string Fonts2 = "version 2.1 has it so; the recorded signatures are those of 3.x";

    [Theory]
    [InlineData("MessagePack")]
    [InlineData("Silk.NET.Core")]
    [InlineData("Silk.NET.Input")]
    [InlineData("Silk.NET.Maths")]
    [InlineData("Silk.NET.OpenGL")]
    [InlineData("Silk.NET.Windowing")]
    [InlineData("SixLabors.Fonts")]
    [InlineData("SixLabors.ImageSharp")]
    [InlineData("TorchSharp")]
    public void Every_public_member_of_a_substitute_is_one_of_the_package(string name)
    {
        // Fonts 2.1 has in SixLabors.Fonts what 3.x moved to a namespace of its own.
        var recorded = File.ReadLines(TestData.Require("api", (name.StartsWith("Silk.NET", StringComparison.Ordinal) ? "Silk.NET" : name) + ".txt")).Select(l => Normal(l.Split("  #")[0].TrimEnd().Replace("SixLabors.Fonts.Rendering.", "SixLabors.Fonts.", StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);
        Assert.SkipUnless(File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll")), $"{name} is not substituted here");
        Assembly assembly = Assembly.Load(name);
        Assert.SkipUnless(assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product == "CoCa.Realtime", $"{name} is the package itself here");
        string[] foreign = [.. PublicSurface.Of(assembly).Where(l => !recorded.Contains(Normal(l)) && !s_unrecorded.ContainsKey(l))];
        Assert.True(foreign.Length == 0, "the package does not have:\n" + string.Join('\n', foreign));
    }

    /// <summary>The recordings write a default value of null as <c>default</c>.</summary>
    private static string Normal(string line) => line.Replace(" = null", " = default", StringComparison.Ordinal);
}
