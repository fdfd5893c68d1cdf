using CoCa.Core;
using CoCa.Inference.Devices;

namespace CoCa.Directml.Tests;

public sealed class DeviceListTests
{
    private static readonly IReadOnlyList<DeviceInfo> s_devices = DeviceList.List();

    private static DeviceInfo Adapter => s_devices.First(d => d.Kind != DeviceKind.Cpu);

    [Fact]
    public void The_list_names_the_processor_and_an_adapter_with_vendor_memory_and_LUID()
    {
        Assert.Equal(DeviceKind.Cpu, s_devices[0].Kind);
        Assert.NotEmpty(Adapter.Name);
        Assert.NotEmpty(Adapter.Vendor);
        Assert.NotNull(Adapter.Luid);
        Assert.InRange(Adapter.MemoryBytes, 1L << 20, 1L << 50);
        Assert.Equal("DirectML", Adapter.Provider);
    }

    [Fact]
    public void Two_listings_give_the_same_LUIDs() =>
        Assert.Equal(s_devices.Select(d => d.Luid), DeviceList.List().Select(d => d.Luid));

    [Fact]
    public void An_adapter_is_found_by_its_name_a_part_of_it_and_its_LUID()
    {
        foreach (string choice in new[] { Adapter.Name, Adapter.Name[..6].ToUpperInvariant(), Adapter.Luid.ToString()! })
            Assert.Equal(Adapter, Assert.Single(DeviceList.Candidates(choice, s_devices)));
    }

    [Fact]
    public void Auto_takes_an_adapter_and_no_processor_where_there_is_one() =>
        Assert.All(DeviceList.Candidates(DeviceList.Auto, s_devices), d => Assert.NotEqual(DeviceKind.Cpu, d.Kind));

    [Fact]
    public void A_name_that_no_device_has_is_answered_with_those_that_there_are()
    {
        var error = Assert.Throws<InvalidInputException>(() => DeviceList.Candidates("Voodoo 2", s_devices));
        Assert.Contains("Voodoo 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(Adapter.Name, error.Message, StringComparison.Ordinal);
        Assert.Contains(Adapter.Luid.ToString()!, error.Message, StringComparison.Ordinal);
    }
}
