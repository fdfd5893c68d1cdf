using System.CommandLine;
using System.Globalization;
using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Inference.Devices;
using CoCa.Live.Sources;

namespace CoCa.Cli.Commands;

/// <summary><c>coca devices</c>: what can run a model here, and the cameras.</summary>
internal static class DevicesCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "{\"devices\":[{\"name\",\"vendor\",\"kind\",\"provider\",\"luid\",\"memoryBytes\",\"driver\"},..],\"cameras\":[{\"number\",\"name\"},..]}" };
        Command command = new("devices", "Lists what can run a model here, chosen with --device auto|cpu|fastest|NAME|LUID, and the cameras, watched with coca live camera:N or camera:NAME.") { json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<DeviceInfo> devices = DeviceList.List();
            IReadOnlyList<Camera> cameras = Cameras(terminal);
            if (parsed.GetValue(json))
            {
                terminal.Json(j =>
                {
                    j.WriteStartObject();
                    j.WriteStartArray("devices");
                    foreach (DeviceInfo d in devices)
                    {
                        j.WriteStartObject();
                        j.WriteString("name", d.Name);
                        j.WriteString("vendor", d.Vendor);
                        j.WriteString("kind", KindOf(d));
                        j.WriteString("provider", d.Provider);
                        j.WriteString("luid", d.Luid?.ToString());
                        j.WriteNumber("memoryBytes", d.MemoryBytes);
                        j.WriteString("driver", d.DriverVersion);
                        j.WriteEndObject();
                    }
                    j.WriteEndArray();
                    j.WriteStartArray("cameras");
                    foreach (Camera camera in cameras)
                    {
                        j.WriteStartObject();
                        j.WriteNumber("number", camera.Number);
                        j.WriteString("name", camera.Name);
                        j.WriteEndObject();
                    }
                    j.WriteEndArray();
                    j.WriteEndObject();
                });
            }
            else
            {
                terminal.Table(["name", "vendor", "kind", "provider", "LUID", "memory"],
                    [.. devices.Select(d => (string[])[d.Name, d.Vendor, KindOf(d), d.Provider, d.Luid?.ToString() ?? "-", string.Create(CultureInfo.InvariantCulture, $"{d.MemoryBytes / 1e9:0.0} GB")])]);
                if (cameras.Count == 0) terminal.Line("no camera");
                else terminal.Table(["camera", "name"], [.. cameras.Select(c => (string[])[$"camera:{c.Number}", c.Name])]);
            }
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Models run without ffmpeg, which lists the cameras of Windows and macOS.</summary>
    private static IReadOnlyList<Camera> Cameras(Terminal terminal)
    {
        try
        {
            return CameraList.List();
        }
        catch (MissingDependencyException e)
        {
            terminal.Note($"cameras are not listed: {e.Message}");
            return [];
        }
    }

    private static string KindOf(DeviceInfo d) => d.Kind switch
    {
        DeviceKind.Cpu => "processor",
        DeviceKind.DiscreteGpu => "discrete GPU",
        DeviceKind.IntegratedGpu => "integrated GPU",
        _ => "software adapter",
    };
}
