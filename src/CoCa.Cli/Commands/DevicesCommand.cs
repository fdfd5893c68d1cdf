using System.CommandLine;
using System.Globalization;
using CoCa.Cli.Output;
using CoCa.Inference.Devices;

namespace CoCa.Cli.Commands;

/// <summary><c>coca devices</c>: what can run a model here.</summary>
internal static class DevicesCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "{\"devices\":[{\"name\",\"vendor\",\"kind\",\"provider\",\"luid\",\"memoryBytes\",\"driver\"},..]}" };
        Command command = new("devices", "Lists what can run a model here. Choose one with --device auto|cpu|fastest|NAME|LUID.") { json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<DeviceInfo> devices = DeviceList.List();
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
                    j.WriteEndObject();
                });
            }
            else
            {
                terminal.Table(["name", "vendor", "kind", "provider", "LUID", "memory"],
                    [.. devices.Select(d => (string[])[d.Name, d.Vendor, KindOf(d), d.Provider, d.Luid?.ToString() ?? "-", string.Create(CultureInfo.InvariantCulture, $"{d.MemoryBytes / 1e9:0.0} GB")])]);
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static string KindOf(DeviceInfo d) => d.Kind switch
    {
        DeviceKind.Cpu => "processor",
        DeviceKind.DiscreteGpu => "discrete GPU",
        DeviceKind.IntegratedGpu => "integrated GPU",
        _ => "software adapter",
    };
}
