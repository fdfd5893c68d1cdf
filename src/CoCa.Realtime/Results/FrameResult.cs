namespace CoCa.Realtime.Results;

/// <summary>
/// A frame and all that is known when it is shown. The engine fills the same objects again and again: what a reader keeps for later it copies. Names, captions and
/// label names are shared and do not change.
/// </summary>
public sealed class FrameResult
{
    private LabelScore[] _labels = [];
    private float[] _embedding = [], _frameWeights = [], _patchWeights = [];

    /// <summary>The stream's name.</summary>
    public string Stream { get; set; } = "";

    /// <summary>Counts the stream's frames from 0, those that were dropped included.</summary>
    public long Id { get; set; }

    /// <summary>The source's own time stamp.</summary>
    public TimeSpan Time { get; set; }

    /// <summary>From the frame's arrival in this process until its result.</summary>
    public TimeSpan Age { get; set; }

    /// <summary>How the source is.</summary>
    public StreamState State { get; set; }

    /// <summary>Whether the window was begun anew at this frame, because the scene changed.</summary>
    public bool IsSceneCut { get; set; }

    /// <summary>All labels of the stream in their own order.</summary>
    public ReadOnlyMemory<LabelScore> Labels { get; set; }

    /// <summary>The caption to show now; null before the first word.</summary>
    public LiveCaption? Caption { get; set; }

    /// <summary>The window's embedding [E], of unit length.</summary>
    public ReadOnlyMemory<float> Embedding { get; set; }

    /// <summary>How much each frame of the window counts in that embedding, [frames], oldest first, sums to 1. Empty for a model without a pooler.</summary>
    public ReadOnlyMemory<float> FrameWeights { get; set; }

    /// <summary>How much each part of this frame's picture counts, [GridHeight, GridWidth], sums to at most 1 (the class token takes a share). Empty when not asked for.</summary>
    public ReadOnlyMemory<float> PatchWeights { get; set; }

    /// <summary>Columns of <see cref="PatchWeights"/>.</summary>
    public int GridWidth { get; set; }

    /// <summary>Rows of <see cref="PatchWeights"/>.</summary>
    public int GridHeight { get; set; }

    /// <summary>Copies everything, the numbers into memory of <paramref name="target"/>'s own, which is used again if it is large enough.</summary>
    public void CopyTo(FrameResult target)
    {
        ArgumentNullException.ThrowIfNull(target);
        (target.Stream, target.Id, target.Time, target.Age, target.State, target.IsSceneCut, target.Caption) = (Stream, Id, Time, Age, State, IsSceneCut, Caption);
        (target.GridWidth, target.GridHeight) = (GridWidth, GridHeight);
        target.Labels = Keep(Labels, ref target._labels);
        target.Embedding = Keep(Embedding, ref target._embedding);
        target.FrameWeights = Keep(FrameWeights, ref target._frameWeights);
        target.PatchWeights = Keep(PatchWeights, ref target._patchWeights);
    }

    private static ReadOnlyMemory<T> Keep<T>(ReadOnlyMemory<T> values, ref T[] kept)
    {
        if (kept.Length < values.Length) kept = new T[values.Length];
        values.CopyTo(kept);
        return kept.AsMemory(0, values.Length);
    }
}
