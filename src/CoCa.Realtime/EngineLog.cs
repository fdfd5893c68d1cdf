using CoCa.Realtime.Results;
using Microsoft.Extensions.Logging;

namespace CoCa.Realtime;

/// <summary>All that the engine tells its logger.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Information, "{Stream}: {State}")]
    public static partial void Changed(ILogger logger, string stream, StreamState state);

    [LoggerMessage(2, LogLevel.Warning, "{Stream}: {State}: {Reason}")]
    public static partial void ChangedBecause(ILogger logger, string stream, StreamState state, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Sink}: failed and gets no more results: {Reason}")]
    public static partial void SinkFailed(ILogger logger, string sink, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Stream}: frame {Id} failed: {Reason}")]
    public static partial void FrameFailed(ILogger logger, string stream, long id, string reason);

    [LoggerMessage(5, LogLevel.Error, "{Stream}: a caption failed: {Reason}")]
    public static partial void CaptionFailed(ILogger logger, string stream, string reason);

    [LoggerMessage(6, LogLevel.Information, "{Stream}: ended: {In} frames in = {Shown} shown + {Dropped} dropped + {Failed} failed")]
    public static partial void Ended(ILogger logger, string stream, long @in, long shown, long dropped, long failed);
}
