using System.Globalization;
using CoCa.Realtime.Results;

namespace CoCa.Bench.Soaks;

/// <summary>Bars, each a line that says whether it was held.</summary>
internal sealed class Verdict
{
    public bool AllHeld { get; private set; } = true;

    public void Check(bool isHeld, FormattableString bar)
    {
        AllHeld &= isHeld;
        Console.WriteLine($"{(isHeld ? "held  " : "MISSED")} {bar.ToString(CultureInfo.InvariantCulture)}");
    }

    public void Check(StreamCount count) =>
        Check(count.In == count.Shown + count.Dropped + count.Failed, $"{count.In} frames in = {count.Shown} shown + {count.Dropped} dropped + {count.Failed} failed");
}
