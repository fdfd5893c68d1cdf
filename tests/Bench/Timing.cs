using System.Diagnostics;

namespace CoCa.Bench;

/// <summary>Best and median time of many runs: on a machine that others use too the best one says what the code costs.</summary>
internal static class Timing
{
    public static void Print(string name, Action run, TimeSpan? budget = null)
    {
        for (int i = 0; i < 5; i++) run();
        List<double> times = [];
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < (budget ?? TimeSpan.FromSeconds(2)))
        {
            long t = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(t).TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine($"{name,-44} best {times[0],8:F3} ms   median {times[times.Count / 2],8:F3} ms   processor {(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / times.Count,8:F3} ms   {times.Count} runs");
    }
}
