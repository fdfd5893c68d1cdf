namespace CoCa.Live.Tests.Sinks;

/// <summary>A disk with room for some bytes; a write beyond puts down what fits and fails, as a real one does.</summary>
internal sealed class FullDisk(int room) : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int fits = (int)Math.Min(buffer.Length, room - Position);
        base.Write(buffer[..fits]);
        if (fits < buffer.Length) throw new IOException("No space left on device");
    }
}
