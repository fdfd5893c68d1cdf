using CoCa.Core;
using CoCa.Inference.Devices;

namespace CoCa.Inference.Tests.Devices;

public sealed class DeviceListTests
{
    private static readonly DeviceInfo s_cpu = new() { Name = "Some Processor", Vendor = "Intel", Kind = DeviceKind.Cpu };
    private static readonly DeviceInfo s_big = new() { Name = "NVIDIA GeForce RTX 4070", Vendor = "NVIDIA", Kind = DeviceKind.DiscreteGpu, Luid = new(0, 0xC5A1) };
    private static readonly DeviceInfo s_twin = s_big with { Luid = new(0, 0xC5A2) };
    private static readonly DeviceInfo s_small = new() { Name = "Intel(R) UHD Graphics", Vendor = "Intel", Kind = DeviceKind.IntegratedGpu, Luid = new(1, 7) };
    private static readonly DeviceInfo s_software = new() { Name = "Microsoft Basic Render Driver", Vendor = "Microsoft", Kind = DeviceKind.SoftwareAdapter, Luid = new(0, 9) };
    private static readonly DeviceInfo[] s_all = [s_cpu, s_small, s_big, s_software];

    [Fact]
    public void The_processor_is_always_listed_by_its_name()
    {
        DeviceInfo cpu = Assert.Single(DeviceList.List(), d => d.Kind == DeviceKind.Cpu);
        Assert.NotEmpty(cpu.Name);
        Assert.True(cpu.MemoryBytes > 0);
        Assert.Equal("CPU", cpu.Provider);
    }

    [Fact]
    public void Auto_means_hardware_gpus_and_the_processor_only_without_one()
    {
        Assert.Equal([s_small, s_big], DeviceList.Candidates("auto", s_all));
        Assert.Equal([s_cpu], DeviceList.Candidates("auto", [s_cpu, s_software]));
    }

    [Fact]
    public void Fastest_lets_the_processor_compete_but_no_software_adapter() => Assert.Equal([s_cpu, s_small, s_big], DeviceList.Candidates("Fastest", s_all));

    [Theory]
    [InlineData("cpu", "Some Processor")]
    [InlineData("rtx 4070", "NVIDIA GeForce RTX 4070")]
    [InlineData("0x00000001:0x00000007", "Intel(R) UHD Graphics")]
    [InlineData("basic render", "Microsoft Basic Render Driver")]
    public void A_device_is_found_by_a_part_of_its_name_or_its_luid(string choice, string name) => Assert.Equal(name, Assert.Single(DeviceList.Candidates(choice, s_all)).Name);

    [Theory]
    [InlineData("0")]
    [InlineData("Radeon")]
    [InlineData("0x00000001:0x00000008")]
    [InlineData("")]
    public void A_number_or_an_unknown_name_is_refused_with_the_list(string choice) =>
        Assert.Contains("NVIDIA GeForce RTX 4070 (0x00000000:0x0000c5a1)", Assert.Throws<InvalidInputException>(() => DeviceList.Candidates(choice, s_all)).Message, StringComparison.Ordinal);

    [Fact]
    public void Twins_are_told_apart_by_luid_only()
    {
        DeviceInfo[] twins = [s_cpu, s_big, s_twin];
        Assert.Contains("0x00000000:0x0000c5a2", Assert.Throws<InvalidInputException>(() => DeviceList.Candidates("RTX", twins)).Message, StringComparison.Ordinal);
        Assert.Equal([s_twin], DeviceList.Candidates(s_twin.Luid.ToString()!, twins));
    }

    [Theory]
    [InlineData(0, 0xC5A1u)]
    [InlineData(-1, 0xFFFFFFFFu)]
    [InlineData(5, 0u)]
    public void A_luid_reads_what_it_writes(int high, uint low)
    {
        Assert.True(Luid.TryParse(new Luid(high, low).ToString(), out Luid luid));
        Assert.Equal(new(high, low), luid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("0x1")]
    [InlineData("1:2")]
    [InlineData("0x1:0x2:0x3")]
    public void Other_text_is_no_luid(string text) => Assert.False(Luid.TryParse(text, out _));
}
