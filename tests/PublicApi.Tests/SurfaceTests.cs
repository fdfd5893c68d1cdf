using System.Reflection;

namespace PublicApi.Tests;

/// <summary>
/// The public face of each library stands in a file beside this one, so that a change of it is seen in review.
/// After a wanted change: <c>COCA_ACCEPT_API=1 ./test PublicApi</c>, and read the difference.
/// </summary>
public sealed class SurfaceTests
{
    [Theory]
    [InlineData("CoCa.Core")]
    [InlineData("CoCa.Drawing")]
    [InlineData("CoCa.Export")]
    [InlineData("CoCa.Inference")]
    [InlineData("CoCa.Realtime")]
    [InlineData("CoCa.Live")]
    [InlineData("CoCa.Overlay")]
    [InlineData("CoCa.Training")]
    public void The_public_face_is_the_reviewed_one(string name)
    {
        string path = Path.Combine(TestData.Root, "tests", "PublicApi.Tests", name + ".txt");
        IReadOnlyList<string> now = PublicSurface.Of(Assembly.Load(name));
        if (Environment.GetEnvironmentVariable("COCA_ACCEPT_API") == "1") File.WriteAllText(path, string.Join('\n', now) + "\n");
        string[] reviewed = File.Exists(path) ? File.ReadAllLines(path).Where(l => l.Length > 0).ToArray() : [];
        string[] difference = [.. reviewed.Except(now).Select(l => "- " + l), .. now.Except(reviewed).Select(l => "+ " + l)];
        Assert.True(difference.Length == 0, $"{name} has another public face than {name}.txt says:\n" + string.Join('\n', difference));
    }
}
