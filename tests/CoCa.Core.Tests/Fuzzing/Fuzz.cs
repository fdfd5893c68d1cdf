using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Core.Tests.Fuzzing;

/// <summary>
/// Feeds a parser with damaged inputs. It may succeed, or throw the one exception that its users know, with one readable line; it may
/// take no long time and no more memory than the input's length explains. The damage is the same in every run; COCA_FUZZ_SEED=N tries other.
/// </summary>
internal static class Fuzz
{
    public const int Inputs = 100_000;

    private static readonly ulong s_seed = ulong.TryParse(Environment.GetEnvironmentVariable("COCA_FUZZ_SEED"), out ulong seed) ? seed : 20220504;

    public static void Survives<TException>(IReadOnlyList<byte[]> corpus, Action<byte[]> parse)
        where TException : Exception
    {
        foreach (byte[] whole in corpus) parse(whole);
        int refused = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            byte[] input = Mutations.Of(corpus[seed % corpus.Count], seed);
            long allocated = GC.GetAllocatedBytesForCurrentThread(), started = Stopwatch.GetTimestamp();
            try
            {
                parse(input);
            }
            catch (TException e)
            {
                refused++;
                Assert.InRange(e.Message.Length, 10, 1000 + (8 * input.Length));
                Assert.DoesNotContain(e.Message, char.IsControl);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1_000_000 + (200L * input.Length));
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Inputs).WithReplay(s_seed, 1917));
        // Damage that is never noticed would mean that nothing is read.
        Assert.InRange(refused, Inputs / 4, Inputs);
    }
}
