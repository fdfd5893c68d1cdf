namespace CoCa.Training.Data;

/// <summary>Random numbers that are a function of a seed alone, on every machine (SplitMix64, Steele, Lea and Flood 2014). A value: copies go their own ways.</summary>
internal struct SampleRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A seed made of others.</summary>
    public static ulong Mix(ulong a, ulong b) => Scramble(Scramble(a + Step) ^ (b * 0xD1342543DE82EF95 + Step));

    /// <summary>64 random bits.</summary>
    public ulong Next() => Scramble(_state += Step);

    /// <summary>Evenly from 0 to below 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly between two numbers.</summary>
    public double Between(double low, double high) => low + Uniform() * (high - low);

    /// <summary>True with a probability. Always draws, so that what follows does not depend on it.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    private static ulong Scramble(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
