using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using CoCa.Core;
using CoCa.Inference;
using CoCa.Inference.Devices;
using CoCa.Live.Sources;
using Microsoft.ML.OnnxRuntime;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CoCa.Cli.Diagnosis;

/// <summary>Looks at the parts that the programs stand on, each by really using it.</summary>
internal static class Checks
{
    /// <summary>Multiplies 8-bit numbers without saturating in between: CPUID leaf 7, or its AVX form.</summary>
    private static bool HasVnni => AvxVnni.IsSupported || (X86Base.IsSupported && (X86Base.CpuId(7, 0).Ecx >> 11 & 1) != 0);

    /// <summary>The program, the runtime and the processor.</summary>
    public static IEnumerable<Finding> Machine()
    {
        yield return new("coca", true, $"{VersionOf(typeof(App).Assembly)} on .NET {Environment.Version}, {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}");
        string simd = string.Join(' ', new[] { (Avx2.IsSupported, "AVX2"), (Avx512F.IsSupported, "AVX-512"), (HasVnni, "VNNI") }.Where(s => s.Item1).Select(s => s.Item2));
        yield return new("processor", true, FormattableString.Invariant($"{DeviceList.Cpu.Name}, {Environment.ProcessorCount} threads{(simd.Length > 0 ? ", " : "")}{simd}, {DeviceList.Cpu.MemoryBytes / 1e9:0.0} GB memory"));
    }

    /// <summary>ONNX Runtime and ImageSharp: which lane's, and does the native part work?</summary>
    public static IEnumerable<Finding> Libraries()
    {
        yield return Try("ONNX Runtime", "./coca fetches it: delete the obj folder beside the sources and start again", () =>
        {
            OrtEnv environment = OrtEnv.Instance();
            return $"{Lane(typeof(OrtEnv).Assembly)}, native {environment.GetVersionString()} ({LoadedLibrary("onnxruntime") ?? "path not known"}); providers {string.Join(", ", environment.GetAvailableProviders().Select(p => p.Replace("ExecutionProvider", "", StringComparison.Ordinal)))}";
        });
        string remedy = OperatingSystem.IsLinux() ? "apt-get install -y libturbojpeg0 libwebp7" : "restore the packages again: dotnet restore";
        yield return Try("ImageSharp", remedy, () =>
        {
            using Image<Rgb24> image = new(16, 16);
            using MemoryStream jpeg = new();
            image.SaveAsJpeg(jpeg);
            jpeg.Position = 0;
            using Image<Rgb24> back = Image.Load<Rgb24>(jpeg);
            if (back.Width != 16) throw new InvalidDataException("a JPEG came back in another size");
            return $"{Lane(typeof(Image).Assembly)}, JPEG written and read";
        });
    }

    /// <summary>ffmpeg, for video.</summary>
    public static Finding Ffmpeg() => Try("ffmpeg", OperatingSystem.IsWindows() ? "winget install ffmpeg" : "apt-get install ffmpeg", FfmpegVersion.Check);

    /// <summary>What can run a model.</summary>
    public static IEnumerable<Finding> Devices() => DeviceList.List().Select(d => new Finding("device", true, $"{d}{(d.DriverVersion.Length > 0 ? $", driver {d.DriverVersion}" : "")}"));

    /// <summary>Opens a bundle on a device and runs its self-test there.</summary>
    public static IEnumerable<Finding> Model(string path, ModelOptions options)
    {
        using CoCaModel model = CoCaModel.Open(path, options);
        yield return new("model", true, $"{path}: {model.Bundle.Manifest.Name}, {model.Bundle.Manifest.Precision.ToString().ToLowerInvariant()}, whole; runs on {model.Device}");
        foreach (string notice in model.Notices) yield return new("notice", true, notice);
        SelfTestResult test = SelfTest.Check(model);
        yield return new("self-test", test.Passed, test.Message, test.Passed ? null : "choose another device (coca devices), or update the driver");
    }

    /// <summary>A package's own assembly, or our substitute of it?</summary>
    private static string Lane(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product == "CoCa.Realtime" ? "substitute" : $"package {VersionOf(assembly)}";

    private static string VersionOf(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "?").Split('+')[0];

    /// <summary>The file of a native library that this process has loaded.</summary>
    private static string? LoadedLibrary(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            using var self = System.Diagnostics.Process.GetCurrentProcess();
            return self.Modules.Cast<System.Diagnostics.ProcessModule>().FirstOrDefault(m => m.ModuleName.Contains(name, StringComparison.OrdinalIgnoreCase))?.FileName;
        }
        return File.ReadLines("/proc/self/maps").Select(l => l.IndexOf('/', StringComparison.Ordinal) is >= 0 and int at ? l[at..] : "")
            .FirstOrDefault(f => Path.GetFileName(f).Contains(name, StringComparison.Ordinal) && f.Contains(".so", StringComparison.Ordinal));
    }

    private static Finding Try(string name, string remedy, Func<string> check)
    {
        try
        {
            return new(name, true, check());
        }
        catch (MissingDependencyException e)
        {
            return new(name, false, e.Message.ReplaceLineEndings(" "), e.Remedy);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or InvalidDataException or OnnxRuntimeException or EntryPointNotFoundException or CoCaException)
        {
            return new(name, false, (e.InnerException ?? e).Message.ReplaceLineEndings(" "), remedy);
        }
    }
}
