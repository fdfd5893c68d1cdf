using CoCa.Core;

namespace CoCa.Live.Sinks;

/// <summary>
/// A file that is written piece by piece, each through to the system at once and wholly or not at all: when the disk is full, what is left of a piece is cut off again,
/// so the file ends where a reader expects an end. The last piece may be written anew. Not thread-safe.
/// </summary>
internal sealed class WholeFile : IDisposable
{
    private readonly Stream _stream;
    private long _start, _end;

    public WholeFile(Stream stream, string name) => (_stream, Name) = (stream, name);

    public string Name { get; }

    /// <summary>Makes the file, or replaces it.</summary>
    /// <exception cref="InvalidInputException">It cannot be made.</exception>
    public static WholeFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be written: {FileProblem.Of(e)}", e);
        }
    }

    /// <summary>Adds a piece.</summary>
    /// <exception cref="SinkException">It could not be written.</exception>
    public void Append(ReadOnlySpan<byte> piece) => Write(_end, piece);

    /// <summary>Writes the last piece anew, longer than it was or as long.</summary>
    /// <exception cref="SinkException">It could not be written; the file then lacks that piece.</exception>
    public void Replace(ReadOnlySpan<byte> piece)
    {
        _stream.Seek(_start, SeekOrigin.Begin);
        Write(_start, piece);
    }

    public void Dispose() => _stream.Dispose();

    private void Write(long start, ReadOnlySpan<byte> piece)
    {
        try
        {
            _stream.Write(piece);
            _stream.Flush();
            (_start, _end) = (start, start + piece.Length);
        }
        catch (IOException e)
        {
            CutTo(start);
            throw new SinkException($"{Name}: cannot be written any more: {FileProblem.Of(e)}; what was written before stays", e);
        }
    }

    private void CutTo(long length)
    {
        try
        {
            if (!_stream.CanSeek) return;
            _stream.SetLength(length);
            _stream.Seek(length, SeekOrigin.Begin);
        }
        catch (IOException)
        {
            // A device that refuses this too: readers see a cut end.
        }
    }
}
