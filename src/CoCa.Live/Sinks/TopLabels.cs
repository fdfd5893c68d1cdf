using CoCa.Realtime.Results;

namespace CoCa.Live.Sinks;

/// <summary>The most probable labels, without an allocation.</summary>
internal static class TopLabels
{
    /// <summary>The labels' numbers, best first, at equal probability in their own order; as many as <paramref name="room"/> has place for.</summary>
    public static ReadOnlySpan<int> Of(ReadOnlySpan<LabelScore> labels, Span<int> room)
    {
        int count = 0;
        for (int i = 0; i < labels.Length && room.Length > 0; i++)
        {
            if (count == room.Length && !(labels[i].Probability > labels[room[count - 1]].Probability)) continue;
            int at = count < room.Length ? count++ : count - 1;
            for (; at > 0 && labels[i].Probability > labels[room[at - 1]].Probability; at--) room[at] = room[at - 1];
            room[at] = i;
        }
        return room[..count];
    }
}
