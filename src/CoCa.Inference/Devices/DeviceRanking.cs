using CoCa.Core;

namespace CoCa.Inference.Devices;

/// <summary>Orders devices by measured speed.</summary>
internal static class DeviceRanking
{
    /// <summary>
    /// The candidates, the fastest first. A single one is not measured. One that fails while it is measured is left out with a notice;
    /// the milliseconds of the others are kept in the cache.
    /// </summary>
    /// <exception cref="DeviceException">Every candidate failed.</exception>
    public static IReadOnlyList<DeviceInfo> Order(IReadOnlyList<DeviceInfo> candidates, SpeedCache cache, string model, Func<DeviceInfo, double> measure, Action<string> notice)
    {
        if (candidates.Count == 1) return candidates;
        List<(DeviceInfo Device, double Milliseconds)> measured = [];
        foreach (DeviceInfo device in candidates)
        {
            if (cache.Get(device, model) is { } known)
            {
                measured.Add((device, known));
                continue;
            }
            try
            {
                double milliseconds = measure(device);
                cache.Set(device, model, milliseconds);
                measured.Add((device, milliseconds));
            }
            catch (CoCaException e)
            {
                notice($"{device} is not considered: {e.Message}");
            }
        }
        return measured.Count > 0
            ? [.. measured.OrderBy(m => m.Milliseconds).Select(m => m.Device)]
            : throw new DeviceException($"none of {string.Join(", ", candidates)} runs this model");
    }
}
