using CoCa.Realtime.Captions;

namespace CoCa.Realtime.Tests.Captions;

public sealed class CaptionQualityTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" . , ")]
    [InlineData("dog dog dog")]
    [InlineData("dog dog Dog cat dog")]
    [InlineData("a red circle a red circle a red circle")]
    [InlineData("there is a man and a man and a man and")]
    public void What_a_lost_decoder_says_is_degenerate(string text) => Assert.True(CaptionQuality.IsDegenerate(text));

    [Theory]
    [InlineData("dog")]
    [InlineData("a dog")]
    [InlineData("a man on a horse on a beach")]
    [InlineData("a cat and a cat")]
    public void What_a_person_might_say_is_not(string text) => Assert.False(CaptionQuality.IsDegenerate(text));
}
