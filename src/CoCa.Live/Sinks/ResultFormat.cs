namespace CoCa.Live.Sinks;

/// <summary>The numbers that begin each message of a MessagePack stream of results; docs/formats.md describes them.</summary>
internal static class ResultFormat
{
    public const string Name = "coca-results";
    public const int Version = 1;
    public const int Labels = 1, Frame = 2, Change = 3, Complete = 4;

    /// <summary>A longer message is damage: a frame's largest part is its embedding.</summary>
    public const int LongestMessage = 1 << 24;
}
