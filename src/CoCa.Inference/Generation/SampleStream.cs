namespace CoCa.Inference.Generation;

/// <summary>
/// Random numbers by counting: the number for (seed, picture, position) needs no state, so a row's draws depend on nothing but these.
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
internal static class SampleStream
{
    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public static double Uniform(ulong seed, int picture, int position) =>
        (Mix(Mix(Mix(seed) + (ulong)picture) + (ulong)position) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
