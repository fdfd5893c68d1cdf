using System.Numerics;

namespace CoCa.Training.Data;

/// <summary>
/// A random order of the numbers below <c>count</c>, computed number by number without a table: a Feistel network over the next even number of bits,
/// walked until it falls below <c>count</c> (Black and Rogaway 2002). Every number comes exactly once.
/// </summary>
internal readonly struct Permutation(ulong seed, long count)
{
    private const int Rounds = 6;

    private readonly int _half = (BitOperations.Log2((ulong)Math.Max(count - 1, 1)) + 2) / 2;

    /// <summary>What stands at a place, from 0 to below the count.</summary>
    public long At(long place)
    {
        ulong mask = (1UL << _half) - 1, value = (ulong)place;
        do
        {
            ulong left = value >> _half, right = value & mask;
            for (ulong round = 0; round < Rounds; round++)
                (left, right) = (right, left ^ (SampleRandom.Mix(SampleRandom.Mix(seed, round), right) & mask));
            value = left << _half | right;
        }
        while (value >= (ulong)count);
        return (long)value;
    }
}
