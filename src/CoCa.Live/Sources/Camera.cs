namespace CoCa.Live.Sources;

/// <summary>A camera of this machine.</summary>
/// <param name="Number">What <c>camera:N</c> calls it: on Linux N of <c>/dev/videoN</c>, elsewhere its place in the list.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Id">What ffmpeg opens.</param>
public sealed record Camera(int Number, string Name, string Id);
