using System.Runtime.InteropServices;

namespace CoCa.Realtime.Frames;

/// <summary>
/// Finds a source that sends the same picture over and over: a camera whose sensor hangs, a server that repeats its last frame. Real cameras have noise, so no two of
/// their frames are equal. Compares a checksum of the model's input, some tens of microseconds a frame; keeps none of it.
/// </summary>
/// <param name="limit">How long the picture must stay the same, in the source's time.</param>
internal sealed class FreezeDetector(TimeSpan limit)
{
    private ulong _last;
    private TimeSpan? _since;

    /// <summary>Takes the next frame; whether the picture has been the same for long enough.</summary>
    public bool IsFrozen(ReadOnlySpan<float> pixels, TimeSpan time)
    {
        ulong sum = Checksum(pixels);
        if (_since is not { } since || sum != _last || time < since)
        {
            (_last, _since) = (sum, time);
            return false;
        }
        return time - since >= limit;
    }

    /// <summary>FNV-1a in four lanes: a lane's multiplications need not wait for the others'.</summary>
    private static ulong Checksum(ReadOnlySpan<float> pixels)
    {
        const ulong Prime = 0x100000001B3;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<float, ulong>(pixels);
        ulong a = 0xCBF29CE484222325, b = a + 1, c = a + 2, d = a + 3;
        int i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = (a ^ words[i]) * Prime;
            b = (b ^ words[i + 1]) * Prime;
            c = (c ^ words[i + 2]) * Prime;
            d = (d ^ words[i + 3]) * Prime;
        }
        for (; i < words.Length; i++) a = (a ^ words[i]) * Prime;
        return ((((a * Prime) ^ b) * Prime) ^ c) * Prime ^ d;
    }
}
