using System.Buffers;
using System.Runtime.InteropServices;
using CoCa.Core.Preprocessing;
using CoCa.Realtime.Results;
using MessagePack;

namespace CoCa.Live.Sinks;

/// <summary>
/// Results with all their numbers as a stream of MessagePack values, each written through at once; <see cref="ResultReplay"/> reads them back. One buffer: a frame costs no
/// allocation once it is long enough. Not thread-safe.
/// </summary>
public sealed class MessagePackSink : IResultSink
{
    private readonly WholeFile _file;
    private readonly ArrayBufferWriter<byte> _message = new(4096);
    private readonly Dictionary<string, string[]> _labels = new(StringComparer.Ordinal);

    internal MessagePackSink(WholeFile file)
    {
        _file = file;
        MessagePackWriter w = Begin(2);
        w.Write(ResultFormat.Name);
        w.Write(ResultFormat.Version);
        End(ref w);
    }

    /// <inheritdoc/>
    public string Name => _file.Name;

    /// <summary>Makes a file, or replaces it.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="Core.InvalidInputException">The file cannot be made.</exception>
    public static MessagePackSink Create(string path) => new(WholeFile.Create(path));

    /// <inheritdoc/>
    /// <exception cref="SinkException">The file cannot be written any more.</exception>
    public void Show(FrameResult result, PixelBuffer picture)
    {
        ArgumentNullException.ThrowIfNull(result);
        NameLabels(result);
        ReadOnlySpan<LabelScore> labels = result.Labels.Span;
        MessagePackWriter w = Begin(14);
        w.Write(ResultFormat.Frame);
        w.Write(result.Stream);
        w.Write(result.Id);
        w.Write(result.Time.Ticks);
        w.Write(result.Age.Ticks);
        w.Write((int)result.State);
        w.Write(result.IsSceneCut);
        w.WriteArrayHeader(labels.Length * 2);
        foreach (LabelScore label in labels)
        {
            w.Write(label.Probability);
            w.Write(label.IsOn);
        }
        Write(ref w, result.Caption);
        Write(ref w, result.Embedding.Span);
        Write(ref w, result.FrameWeights.Span);
        Write(ref w, result.PatchWeights.Span);
        w.Write(result.GridWidth);
        w.Write(result.GridHeight);
        End(ref w);
    }

    /// <inheritdoc/>
    /// <exception cref="SinkException">The file cannot be written any more.</exception>
    public void Change(StreamStateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        MessagePackWriter w = Begin(5);
        w.Write(ResultFormat.Change);
        w.Write(change.Stream);
        w.Write((int)change.State);
        w.Write(change.Time.Ticks);
        w.Write(change.Reason);
        End(ref w);
    }

    /// <inheritdoc/>
    /// <exception cref="SinkException">The file cannot be written any more.</exception>
    public void Complete(string stream, StreamCount count)
    {
        MessagePackWriter w = Begin(6);
        w.Write(ResultFormat.Complete);
        w.Write(stream);
        w.Write(count.In);
        w.Write(count.Shown);
        w.Write(count.Dropped);
        w.Write(count.Failed);
        End(ref w);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Write(ref MessagePackWriter w, LiveCaption? caption)
    {
        if (caption is null)
        {
            w.WriteNil();
            return;
        }
        w.WriteArrayHeader(4);
        w.Write(caption.Text);
        w.Write((int)caption.State);
        w.Write(caption.From.Ticks);
        w.Write(caption.To.Ticks);
    }

    /// <summary>Numbers as their bytes, the lowest first (as every machine that runs this has them).</summary>
    private static void Write(ref MessagePackWriter w, ReadOnlySpan<float> values) => w.Write(MemoryMarshal.AsBytes(values));

    /// <summary>Frames give scores only: the names come before the first frame that has them, and again when they change.</summary>
    private void NameLabels(FrameResult result)
    {
        ReadOnlySpan<LabelScore> labels = result.Labels.Span;
        if (IsKnown(result.Stream, labels)) return;
        string[] names = new string[labels.Length];
        MessagePackWriter w = Begin(3);
        w.Write(ResultFormat.Labels);
        w.Write(result.Stream);
        w.WriteArrayHeader(labels.Length);
        for (int i = 0; i < names.Length; i++) w.Write(names[i] = labels[i].Name);
        End(ref w);
        _labels[result.Stream] = names;
    }

    private bool IsKnown(string stream, ReadOnlySpan<LabelScore> labels)
    {
        if (!_labels.TryGetValue(stream, out string[]? names)) return labels.IsEmpty;
        if (names.Length != labels.Length) return false;
        for (int i = 0; i < names.Length; i++)
            if (!string.Equals(names[i], labels[i].Name, StringComparison.Ordinal)) return false;
        return true;
    }

    private MessagePackWriter Begin(int fields)
    {
        _message.ResetWrittenCount();
        MessagePackWriter w = new(_message);
        w.WriteArrayHeader(fields);
        return w;
    }

    private void End(ref MessagePackWriter w)
    {
        w.Flush();
        _file.Append(_message.WrittenSpan);
    }
}
