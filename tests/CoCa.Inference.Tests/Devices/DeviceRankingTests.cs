using CoCa.Inference.Devices;

namespace CoCa.Inference.Tests.Devices;

public sealed class DeviceRankingTests : IDisposable
{
    private static readonly DeviceInfo s_cpu = new() { Name = "Processor", Vendor = "Intel", Kind = DeviceKind.Cpu };
    private static readonly DeviceInfo s_gpu = new() { Name = "Gpu", Vendor = "NVIDIA", Kind = DeviceKind.DiscreteGpu, Luid = new(0, 1), DriverVersion = "1.2.3.4" };
    private readonly string _folder = Directory.CreateTempSubdirectory("coca-speeds").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_fastest_comes_first_and_is_measured_once()
    {
        int runs = 0;
        for (int i = 0; i < 2; i++)
        {
            IReadOnlyList<DeviceInfo> order = DeviceRanking.Order([s_cpu, s_gpu], new(_folder), "model", Measure, _ => { });
            Assert.Equal([s_gpu, s_cpu], order);
        }
        Assert.Equal(2, runs);
        DeviceRanking.Order([s_cpu, s_gpu], new(_folder), "another model", Measure, _ => { });
        Assert.Equal(4, runs);
        // After a restart of Windows the adapter has another LUID; with another driver it may have another speed.
        DeviceRanking.Order([s_cpu, s_gpu with { Luid = new(0, 99) }], new(_folder), "model", Measure, _ => { });
        Assert.Equal(4, runs);
        DeviceRanking.Order([s_cpu, s_gpu with { DriverVersion = "1.2.3.5" }], new(_folder), "model", Measure, _ => { });
        Assert.Equal(5, runs);

        double Measure(DeviceInfo device)
        {
            runs++;
            return device.Kind == DeviceKind.Cpu ? 30 : 2;
        }
    }

    [Fact]
    public void A_device_that_fails_is_left_out_and_named()
    {
        List<string> notices = [];
        IReadOnlyList<DeviceInfo> order = DeviceRanking.Order([s_cpu, s_gpu], new(_folder), "model",
            d => d == s_gpu ? throw new DeviceException("no memory") : 30, notices.Add);
        Assert.Equal([s_cpu], order);
        Assert.Contains("no memory", Assert.Single(notices), StringComparison.Ordinal);
        Assert.Throws<DeviceException>(() => DeviceRanking.Order([s_gpu, s_gpu with { Name = "Twin" }], new(_folder), "model", _ => throw new DeviceException("no"), _ => { }));
    }

    [Fact]
    public void A_broken_cache_is_none()
    {
        File.WriteAllText(Path.Combine(_folder, "device-speeds.json"), "{ not json");
        Assert.Null(new SpeedCache(_folder).Get(s_cpu, "model"));
        new SpeedCache(_folder).Set(s_cpu, "model", 5);
        Assert.Equal(5, new SpeedCache(_folder).Get(s_cpu, "model"));
    }
}
