using CoCa.Inference.Calibration;

namespace CoCa.Inference.Tests.Calibration;

public sealed class CalibrationPicturesTests
{
    [Fact]
    public void Pictures_are_the_same_every_time_and_finite()
    {
        float[][] first = [.. new CalibrationPictures(20, 30).All()], second = [.. new CalibrationPictures(20, 30).All()];
        Assert.Equal(first, second);
        Assert.All(first, p => Assert.Equal(3 * 20 * 30, p.Length));
        Assert.All(first, p => Assert.All(p, v => Assert.True(float.IsFinite(v))));
    }
}
