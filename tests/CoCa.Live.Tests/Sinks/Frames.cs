using CoCa.Core.Preprocessing;
using CoCa.Realtime.Results;

namespace CoCa.Live.Tests.Sinks;

/// <summary>Results as an engine gives them: one object, filled again for every frame.</summary>
internal sealed class Frames(IResultSink sink, string stream = "clip")
{
    private readonly byte[] _pixels = new byte[16 * 8 * 3];
    private readonly FrameResult _result = new() { Stream = stream, State = StreamState.Running };

    public ReadOnlyMemory<LabelScore> Labels { set => _result.Labels = value; }

    public void Show(double seconds, LiveCaption? caption = null)
    {
        _result.Time = TimeSpan.FromSeconds(seconds);
        _result.Caption = caption;
        sink.Show(_result, PixelBuffer.Packed(PixelFormat.Rgb24, _pixels, 16, 8));
        _result.Id++;
    }

    public static LiveCaption Caption(string text, double from, double to, CaptionState state = CaptionState.Final) =>
        new(text, state, TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to));
}
