using System.Diagnostics;

namespace CoCa.Live.Tests;

/// <summary>Small clips made by ffmpeg for one test; deleted with this object.</summary>
public sealed class Clips : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("coca-clips-").FullName;

    /// <summary>Runs ffmpeg with these arguments and the name of a new file at the end; its whole path comes back.</summary>
    public string Make(string name, params string[] arguments)
    {
        string path = Path.Combine(Folder, name);
        ProcessStartInfo start = new("ffmpeg") { RedirectStandardError = true };
        foreach (string a in (string[])["-nostdin", "-v", "error", "-y", .. arguments, path]) start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return path;
    }

    /// <summary>A test picture that counts: <paramref name="frames"/> frames at 10 a second.</summary>
    public string Test(string name, int frames, string size = "64x48", params string[] more) =>
        Make(name, ["-f", "lavfi", "-i", $"testsrc=s={size}:r=10", "-frames:v", $"{frames}", .. more]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
