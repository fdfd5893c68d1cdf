using System.Buffers;
using System.Runtime.InteropServices;
using CoCa.Core;
using CoCa.Realtime.Results;
using MessagePack;

namespace CoCa.Live.Sinks;

/// <summary>
/// Reads what <see cref="MessagePackSink"/> wrote, event by event. A file that was cut off (a killed run, one that is still written) gives its whole messages and counts the rest; a damaged one is
/// an <see cref="InvalidInputException"/> that says where. Memory: one message, at most 16 MiB. Not thread-safe.
/// </summary>
public sealed class ResultReplay : IDisposable
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly Dictionary<string, string[]> _labels = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[1 << 16];
    private int _at, _end;
    private long _before;
    private bool _isAtEnd;

    /// <summary>Reads from a stream, which is closed with this.</summary>
    /// <param name="stream">The messages.</param>
    /// <param name="name">What a person calls them.</param>
    /// <exception cref="InvalidInputException">They are no results, or of a newer version.</exception>
    public ResultReplay(Stream stream, string name)
    {
        (_stream, _name) = (stream, name);
        if (!TryNext(ReadHead, out _)) throw new InvalidInputException($"{name}: ends before its head: no recorded results");
    }

    /// <summary>Bytes of a message that was cut off at the file's end; known once <see cref="Read"/> gave null.</summary>
    public long TruncatedBytes { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InvalidInputException">It cannot be read, is no such file, or of a newer version.</exception>
    public static ResultReplay Open(string path)
    {
        FileStream file;
        try
        {
            file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {FileProblem.Of(e)}", e);
        }
        try
        {
            return new(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The next event; null at the end.</summary>
    /// <exception cref="InvalidInputException">The file is damaged here.</exception>
    public ReplayEvent? Read()
    {
        // A message of labels is no event of its own.
        while (TryNext(ReadEvent, out ReplayEvent? e))
            if (e is not null) return e;
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private delegate T Reading<T>(ref MessagePackReader reader);

    private bool TryNext<T>(Reading<T> read, out T? value)
    {
        value = default;
        while (true)
        {
            try
            {
                if (_at < _end)
                {
                    MessagePackReader reader = new(_buffer.AsMemory(_at, _end - _at));
                    value = read(ref reader);
                    _at += (int)reader.Consumed;
                    return true;
                }
            }
            catch (EndOfStreamException)
            {
                // More of it must be read first.
            }
            catch (Exception e) when (e is MessagePackSerializationException or InvalidDataException or OverflowException)
            {
                throw new InvalidInputException($"{_name}: damaged at byte {_before + _at}: {e.Message.ReplaceLineEndings(" ")}", e);
            }
            if (Fill()) continue;
            TruncatedBytes = _end - _at;
            return false;
        }
    }

    /// <summary>Reads on; false at the end.</summary>
    private bool Fill()
    {
        if (_isAtEnd) return false;
        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        _before += _at;
        (_at, _end) = (0, _end - _at);
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= ResultFormat.LongestMessage) throw new InvalidInputException($"{_name}: damaged at byte {_before}: a message is longer than {ResultFormat.LongestMessage} bytes");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
        return read > 0;
    }

    private bool ReadHead(ref MessagePackReader r)
    {
        if (r.ReadArrayHeader() != 2 || r.ReadString() != ResultFormat.Name) throw new InvalidDataException("no recorded results");
        int version = r.ReadInt32();
        if (version != ResultFormat.Version) throw new InvalidDataException($"version {version}, expected {ResultFormat.Version}");
        return true;
    }

    private ReplayEvent? ReadEvent(ref MessagePackReader r)
    {
        int fields = r.ReadArrayHeader(), kind = r.ReadInt32();
        int expected = kind switch
        {
            ResultFormat.Labels => 3,
            ResultFormat.Frame => 14,
            ResultFormat.Change => 5,
            ResultFormat.Complete => 6,
            _ => throw new InvalidDataException($"a message of the unknown kind {kind}"),
        };
        if (fields != expected) throw new InvalidDataException($"a message of kind {kind} has {fields} fields, expected {expected}");
        string stream = Text(ref r);
        switch (kind)
        {
            case ResultFormat.Labels:
                string[] names = new string[r.ReadArrayHeader()];
                for (int i = 0; i < names.Length; i++) names[i] = Text(ref r);
                _labels[stream] = names;
                return null;
            case ResultFormat.Frame:
                return new() { Stream = stream, Frame = ReadFrame(ref r, stream) };
            case ResultFormat.Change:
                return new() { Stream = stream, Change = new(stream, State(ref r), new(r.ReadInt64()), r.ReadString()) };
            default:
                return new() { Stream = stream, Count = new(r.ReadInt64(), r.ReadInt64(), r.ReadInt64(), r.ReadInt64()) };
        }
    }

    private FrameResult ReadFrame(ref MessagePackReader r, string stream)
    {
        FrameResult frame = new() { Stream = stream, Id = r.ReadInt64(), Time = new(r.ReadInt64()), Age = new(r.ReadInt64()), State = State(ref r), IsSceneCut = r.ReadBoolean() };
        string[] names = _labels.GetValueOrDefault(stream, []);
        int scores = r.ReadArrayHeader();
        if (scores != names.Length * 2) throw new InvalidDataException($"a frame has {scores} label fields, expected {names.Length * 2}");
        LabelScore[] labels = new LabelScore[names.Length];
        for (int i = 0; i < labels.Length; i++) labels[i] = new(names[i], r.ReadSingle(), r.ReadBoolean());
        frame.Labels = labels;
        frame.Caption = ReadCaption(ref r);
        frame.Embedding = Floats(ref r);
        frame.FrameWeights = Floats(ref r);
        frame.PatchWeights = Floats(ref r);
        frame.GridWidth = r.ReadInt32();
        frame.GridHeight = r.ReadInt32();
        if (frame.GridWidth < 0 || frame.GridHeight < 0 || (long)frame.GridWidth * frame.GridHeight != frame.PatchWeights.Length && frame.PatchWeights.Length > 0)
            throw new InvalidDataException($"{frame.PatchWeights.Length} patch weights are no grid of {frame.GridWidth}x{frame.GridHeight}");
        return frame;
    }

    private static LiveCaption? ReadCaption(ref MessagePackReader r)
    {
        if (r.TryReadNil()) return null;
        if (r.ReadArrayHeader() != 4) throw new InvalidDataException("a caption has 4 fields");
        string text = Text(ref r);
        int state = r.ReadInt32();
        if (state is < 0 or > (int)CaptionState.Stale) throw new InvalidDataException($"the unknown caption state {state}");
        return new(text, (CaptionState)state, new(r.ReadInt64()), new(r.ReadInt64()));
    }

    private static StreamState State(ref MessagePackReader r)
    {
        int state = r.ReadInt32();
        return state is >= 0 and <= (int)StreamState.DeviceLost ? (StreamState)state : throw new InvalidDataException($"the unknown state {state}");
    }

    private static string Text(ref MessagePackReader r) => r.ReadString() ?? throw new InvalidDataException("a text is missing");

    private static float[] Floats(ref MessagePackReader r)
    {
        ReadOnlySequence<byte> bytes = r.ReadBytes() ?? throw new InvalidDataException("numbers are missing");
        if (bytes.Length % 4 != 0) throw new InvalidDataException($"{bytes.Length} bytes are no 32-bit numbers");
        float[] values = new float[bytes.Length / 4];
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
