using CoCa.Core;
using CoCa.Inference.Devices;
using CoCa.Inference.Sessions;

namespace CoCa.Inference.Tests.Sessions;

public sealed class OrtErrorsTests
{
    private static readonly DeviceInfo s_gpu = new() { Name = "A GPU", Vendor = "NVIDIA", Kind = DeviceKind.DiscreteGpu, Luid = new(0, 1) };

    [Theory]
    [InlineData("[ErrorCode:RuntimeException] Non-zero status ... 887A0005 The GPU device instance has been suspended.")]
    [InlineData("[ErrorCode:Fail] MLOperatorAuthorImpl.cpp(2557): Exception(3) 887a0006")]
    [InlineData("[ErrorCode:Fail] 887A0007")]
    [InlineData("[ErrorCode:Fail] 887A0020")]
    public void A_lost_device_has_an_exception_of_its_own(string message)
    {
        CoCaException e = OrtErrors.Translate(new InvalidOperationException(message), "running the image graph", s_gpu);
        Assert.IsType<DeviceLostException>(e);
        Assert.Contains("A GPU", e.Message, StringComparison.Ordinal);
        Assert.Contains("open it again", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_failure_names_the_device_and_what_was_done()
    {
        CoCaException e = OrtErrors.Translate(new InvalidOperationException("[ErrorCode:Fail] 80070057\nThe parameter is incorrect."), "loading the text graph", s_gpu);
        Assert.Equal(typeof(DeviceException), e.GetType());
        Assert.Contains("loading the text graph", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_graph_that_is_none_is_bad_input()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "this is no graph");
        using DeviceRuntime runtime = new(DeviceList.Cpu, new());
        Assert.Throws<InvalidInputException>(() => runtime.Load(path, [], "a test"));
        File.Delete(path);
        Assert.Throws<InvalidInputException>(() => runtime.Load(path, [], "a test"));
    }
}
