using System.Buffers;
using System.Buffers.Binary;

namespace CoCa.Live.Sources;

/// <summary>
/// Reads what ffmpeg's NUT muxer writes for one stream of raw RGB video: frames with the source's own time stamps, live.
/// No seeking, no second stream. Every length is bounded before anything is allocated; what breaks the format is an
/// <see cref="InvalidDataException"/>, an end anywhere is an end. Memory: one frame from the shared pool a <see cref="ReadFrame()"/>, none of its own for
/// <see cref="ReadHeader"/> and <see cref="ReadPixels"/>. Not thread-safe.
/// </summary>
/// <remarks>The format: https://ffmpeg.org/~michael/nut.txt</remarks>
internal sealed class NutReader(Stream stream)
{
    private const ulong MainCode = 0x4E4D7A561F5F04AD, StreamCode = 0x4E5311405BF2F9DB, SyncCode = 0x4E4BE4ADEECA4569;
    private const int MaxPacket = 1 << 20, MaxSide = 1 << 15, MaxFrame = 1 << 29;

    [Flags]
    private enum Flag : uint
    {
        EndOfRelevance = 2, CodedTime = 8, StreamId = 16, SizeMsb = 32, Checksum = 64, Reserved = 128,
        HeaderIndex = 1024, MatchTime = 2048, Coded = 4096, Invalid = 8192,
    }

    /// <summary>What a frame's first byte stands for.</summary>
    private readonly record struct Code(bool Valid, Flag Flags, long TimeDelta, ulong Multiplier, ulong Stream, ulong SizeLsb, ulong ReservedCount, ulong Header);

    private readonly Code[] _codes = new Code[256];
    private readonly List<byte[]> _elided = [];
    private (ulong Num, ulong Den)[] _bases = [];
    private (ulong Num, ulong Den) _base;
    private byte[] _prefix = [];
    private int _timeBits, _width, _height;
    private long _time;
    private bool _started, _hasMain, _hasStream;

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _at, _end;

    /// <summary>Columns of the frame whose header was read last.</summary>
    public int Width => _width;

    /// <summary>Its rows.</summary>
    public int Height => _height;

    /// <summary>Its time stamp.</summary>
    public TimeSpan FrameTime => Span(_time);

    /// <summary>The next frame, or null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The stream is not NUT, or holds something else than raw RGB video.</exception>
    public VideoFrame? ReadFrame()
    {
        if (!ReadHeader()) return null;
        int length = _width * _height * 3;
        byte[] pixels = ArrayPool<byte>.Shared.Rent(length);
        VideoFrame frame = new(_width, _height, pixels, length) { Time = FrameTime };
        if (ReadPixels(pixels.AsSpan(0, length))) return frame;
        frame.Dispose();
        return null;
    }

    /// <summary>Reads up to the next frame's pixels; false at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The stream is not NUT, or holds something else than raw RGB video.</exception>
    public bool ReadHeader()
    {
        try
        {
            if (!_started) ReadSignature();
            while (true)
            {
                byte first = Next();
                if (first == 'N') ReadPacket();
                else if (ReadFrame(first)) return true;
            }
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    /// <summary>Reads the pixels after a header, <c>[Height, Width, 3]</c>; false when the stream ends within them.</summary>
    public bool ReadPixels(Span<byte> pixels)
    {
        try
        {
            _prefix.CopyTo(pixels);
            Fill(pixels[_prefix.Length..]);
            return true;
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    private void ReadSignature()
    {
        ReadOnlySpan<byte> expected = "nut/multimedia container\0"u8;
        Span<byte> got = stackalloc byte[expected.Length];
        Fill(got);
        if (!got.SequenceEqual(expected)) throw new InvalidDataException("the stream does not begin as NUT does");
        _started = true;
    }

    private void ReadPacket()
    {
        Span<byte> rest = stackalloc byte[8];
        Fill(rest[1..]);
        rest[0] = (byte)'N';
        ulong code = BinaryPrimitives.ReadUInt64BigEndian(rest);
        ulong size = Number();
        if (size > MaxPacket) throw new InvalidDataException($"a packet has {size} bytes, expected at most {MaxPacket}");
        if (size > 4096) Fill(rest[..4]); // the header's checksum
        byte[] packet = new byte[size];
        Fill(packet);
        NutCursor cursor = new(packet);
        if (code == MainCode) ReadMain(ref cursor);
        else if (code == StreamCode) ReadStream(ref cursor);
        else if (code == SyncCode) ReadSyncPoint(ref cursor);
    }

    private void ReadMain(ref NutCursor p)
    {
        if (p.Number() > 3) p.Number(); // version, minor version
        if (p.Number() != 1) throw new InvalidDataException("the stream count is not 1");
        p.Number(); // max_distance
        int bases = p.Small(64, "the number of time bases");
        if (bases == 0) throw new InvalidDataException("no time base");
        _bases = new (ulong, ulong)[bases];
        for (int i = 0; i < bases; i++)
        {
            _bases[i] = (p.Number(), p.Number());
            if (_bases[i].Num is 0 or > uint.MaxValue || _bases[i].Den is 0 or > uint.MaxValue) throw new InvalidDataException("a time base is out of range");
        }
        ReadCodes(ref p);
        _elided.Clear();
        _elided.Add([]);
        int headers = p.Small(127, "the number of elision headers");
        for (int i = 0; i < headers; i++) _elided.Add(p.Bytes().ToArray());
        _hasMain = true;
    }

    private void ReadCodes(ref NutCursor p)
    {
        long delta = 0;
        ulong multiplier = 1, streamId = 0, header = 0;
        int i = 0;
        while (i < 256)
        {
            Flag flags = (Flag)p.Small(0xFFFF, "frame flags");
            int fields = p.Small(64, "the number of fields");
            ulong sizeLsb = 0, reserved = 0, count;
            if (fields > 0) delta = p.Signed();
            if (fields > 1) multiplier = p.Number();
            if (fields > 2) streamId = p.Number();
            if (fields > 3) sizeLsb = p.Number();
            if (fields > 4) reserved = p.Number();
            count = fields > 5 ? p.Number() : unchecked(multiplier - sizeLsb);
            if (fields > 6) p.Signed(); // match_time_delta
            if (fields > 7) header = p.Number();
            for (int f = 8; f < fields; f++) p.Number();
            if (count is 0 or > 256) throw new InvalidDataException($"a frame code stands for {count} codes, expected 1 to 256");
            for (ulong k = 0; k < count && i < 256; i++)
            {
                if (i == 'N') continue; // begins a packet, never a frame
                _codes[i] = new(!flags.HasFlag(Flag.Invalid), flags, delta, multiplier, streamId, sizeLsb + k++, reserved, header);
            }
        }
    }

    private void ReadStream(ref NutCursor p)
    {
        if (!_hasMain) throw new InvalidDataException("a stream header before the main header");
        if (p.Number() != 0) throw new InvalidDataException("a stream other than the first");
        if (p.Number() != 0) throw new InvalidDataException("the stream is not video");
        ReadOnlySpan<byte> fourCc = p.Bytes();
        if (!fourCc.SequenceEqual("RGB\x18"u8)) throw new InvalidDataException("the video is not raw RGB");
        _base = _bases[p.Small(_bases.Length - 1, "the time base")];
        _timeBits = p.Small(62, "msb_pts_shift");
        p.Number(); // max_pts_distance
        p.Number(); // decode_delay
        p.Number(); // stream_flags
        p.Bytes();  // codec_specific_data
        _width = p.Small(MaxSide, "the width");
        _height = p.Small(MaxSide, "the height");
        if (_width == 0 || _height == 0) throw new InvalidDataException($"the size is {_width}x{_height}");
        if ((long)_width * _height * 3 > MaxFrame) throw new InvalidDataException($"a frame of {_width}x{_height} is above {MaxFrame} bytes");
        _time = 0;
        _hasStream = true;
    }

    private void ReadSyncPoint(ref NutCursor p)
    {
        if (!_hasStream) return;
        ulong coded = p.Number();
        (ulong num, ulong den) = _bases[coded % (ulong)_bases.Length];
        // The clock is set anew, in the stream's own time base.
        UInt128 time = (UInt128)(coded / (ulong)_bases.Length) * num * _base.Den / ((UInt128)den * _base.Num);
        _time = time <= long.MaxValue / 2 ? (long)time : throw new InvalidDataException("a time stamp is out of range");
    }

    /// <summary>Reads a frame's header; false for the empty frame that marks the end.</summary>
    private bool ReadFrame(byte first)
    {
        Code code = _codes[first];
        if (!code.Valid || !_hasStream) throw new InvalidDataException("lost the beginning of a frame");
        Flag flags = code.Flags;
        if (flags.HasFlag(Flag.Coded)) flags ^= (Flag)(Number() & 0x1FFF);
        if ((flags.HasFlag(Flag.StreamId) ? Number() : code.Stream) != 0) throw new InvalidDataException("a frame of another stream");
        long time = _time + code.TimeDelta;
        if (flags.HasFlag(Flag.CodedTime)) time = Time(Number());
        if (time is > long.MaxValue / 2 or < long.MinValue / 2) throw new InvalidDataException("a time stamp is out of range");
        ulong size = code.SizeLsb;
        if (flags.HasFlag(Flag.SizeMsb))
        {
            ulong msb = Number();
            if (msb > MaxFrame || code.Multiplier > MaxFrame) throw new InvalidDataException("a frame's size is out of range");
            size += msb * code.Multiplier;
        }
        if (flags.HasFlag(Flag.MatchTime)) Number();
        ulong header = flags.HasFlag(Flag.HeaderIndex) ? Number() : code.Header;
        ulong reserved = flags.HasFlag(Flag.Reserved) ? Number() : code.ReservedCount;
        if (reserved > 256) throw new InvalidDataException("too many reserved fields");
        for (ulong i = 0; i < reserved; i++) Number();
        if (flags.HasFlag(Flag.Checksum))
        {
            Span<byte> checksum = stackalloc byte[4];
            Fill(checksum);
        }
        _time = time;
        // ffmpeg marks the end of a stream by an empty frame.
        if (flags.HasFlag(Flag.EndOfRelevance) || size == 0) return false;
        int expected = _width * _height * 3;
        if (size != (ulong)expected) throw new InvalidDataException($"a frame has {size} bytes, expected {expected} ({_width}x{_height} RGB)");
        if (header >= (ulong)_elided.Count) throw new InvalidDataException("an unknown elision header");
        _prefix = size <= 4096 ? _elided[(int)header] : [];
        if (_prefix.Length > expected) throw new InvalidDataException("an elision header is longer than its frame");
        return true;
    }

    /// <summary>A coded time stamp: its low bits alone mean the time nearest to the last one.</summary>
    private long Time(ulong coded)
    {
        ulong span = 1UL << _timeBits;
        if (coded >= span) return (long)(coded - span);
        long mask = (long)span - 1, from = _time - mask / 2;
        return (((long)coded - from) & mask) + from;
    }

    private TimeSpan Span(long time)
    {
        Int128 ticks = (Int128)time * _base.Num * TimeSpan.TicksPerSecond / _base.Den;
        return ticks > TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : ticks < TimeSpan.MinValue.Ticks ? TimeSpan.MinValue : new TimeSpan((long)ticks);
    }

    private ulong Number()
    {
        ulong value = 0;
        for (int i = 0; i < 9; i++)
        {
            byte b = Next();
            value = value << 7 | (uint)(b & 127);
            if (b < 128) return value;
        }
        throw new InvalidDataException("a number has more than 63 bits");
    }

    private byte Next()
    {
        if (_at == _end && !Refill()) throw new EndOfStreamException();
        return _buffer[_at++];
    }

    private bool Refill()
    {
        _at = 0;
        _end = stream.Read(_buffer);
        return _end > 0;
    }

    private void Fill(Span<byte> target)
    {
        int ready = Math.Min(target.Length, _end - _at);
        _buffer.AsSpan(_at, ready).CopyTo(target);
        _at += ready;
        // What is not here yet is read straight into its place.
        if (ready < target.Length) stream.ReadExactly(target[ready..]);
    }
}
