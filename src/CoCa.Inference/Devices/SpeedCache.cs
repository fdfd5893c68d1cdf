using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoCa.Inference.Devices;

/// <summary>
/// Measured speeds on disk, by device, driver and model, so that a choice of the fastest device measures once. A cache that cannot be read or written is none:
/// then it is measured again. Keys hold name, memory and driver rather than the LUID, which changes with every start of Windows.
/// </summary>
internal sealed class SpeedCache
{
    private readonly string _path;
    private readonly Dictionary<string, double> _speeds;

    /// <summary>Reads the cache of a folder; null takes the user's cache folder.</summary>
    public SpeedCache(string? folder)
    {
        _path = Path.Combine(folder ?? UserFolder(), "device-speeds.json");
        _speeds = Read(_path);
    }

    /// <summary>Milliseconds of a run, or null if it was not measured yet.</summary>
    public double? Get(DeviceInfo device, string model) => _speeds.TryGetValue(Key(device, model), out double ms) && double.IsFinite(ms) && ms > 0 ? ms : null;

    /// <summary>Keeps a measurement.</summary>
    public void Set(DeviceInfo device, string model, double milliseconds)
    {
        _speeds[Key(device, model)] = milliseconds;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            string temporary = $"{_path}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(_speeds, SpeedJson.Default.DictionaryStringDouble));
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Measured again next time.
        }
    }

    private static string Key(DeviceInfo device, string model) => FormattableString.Invariant($"{device.Name}|{device.MemoryBytes}|{device.DriverVersion}|{device.Provider}|{model}");

    private static string UserFolder()
    {
        string? cache = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) : Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache)) cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "coca-realtime");
    }

    private static Dictionary<string, double> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SpeedJson.Default.DictionaryStringDouble) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}

/// <summary>The cache's JSON without reflection.</summary>
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSourceGenerationOptions(WriteIndented = true)]
internal sealed partial class SpeedJson : JsonSerializerContext;
