using System.IO.MemoryMappedFiles;

namespace CoCa.Core.Weights;

/// <summary>A whole file mapped for reading. Spans over it are valid until it is disposed.</summary>
internal sealed unsafe class MappedFile : IFileBytes
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;

    public MappedFile(string path)
    {
        try
        {
            Length = new FileInfo(path).Length;
            if (Length == 0) return; // nothing to map
            _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
            _start += _view.PointerOffset;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new InvalidInputException($"{path}: cannot be read: {FileProblem.Of(e)}", e);
        }
    }

    public long Length { get; }

    public ReadOnlySpan<byte> Span(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (offset > Length - length) throw new ArgumentOutOfRangeException(nameof(length), "beyond the end of the file");
        ObjectDisposedException.ThrowIf(Length > 0 && _start == null, this);
        return length == 0 ? default : new ReadOnlySpan<byte>(_start + offset, checked((int)length));
    }

    public void Dispose()
    {
        if (_start != null) _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        _start = null;
        _view?.Dispose();
        _file?.Dispose();
    }
}
