using CoCa.Training.Evaluation;

namespace CoCa.Training.Steps;

/// <summary>
/// What a sampled caption is worth: its CIDEr-D against the picture's own captions, where the end of a caption counts as a last word. Without that a
/// caption that stops in the middle ("a man in a") would be worth as much as a whole one. Not thread-safe.
/// </summary>
public sealed class CaptionReward
{
    private const string End = "\n"; // no word of a caption

    private readonly WordNumbers _numbers = new();
    private readonly CiderD _ciderD;

    /// <summary>Counts words over everything that is trained on.</summary>
    /// <param name="corpus">The captions of every picture.</param>
    public CaptionReward(IEnumerable<IReadOnlyList<string>> corpus) => _ciderD = new([.. corpus.Select(Numbers)]);

    /// <summary>One caption's worth, 0 to 10.</summary>
    /// <param name="caption">What was said.</param>
    /// <param name="ended">Whether it came to an end.</param>
    /// <param name="references">What people said; at least one.</param>
    public double Of(string caption, bool ended, IReadOnlyList<string> references) => _ciderD.Score(_numbers.Of(caption, ended ? End : null), Numbers(references));

    private int[][] Numbers(IReadOnlyList<string> references) => [.. references.Select(r => _numbers.Of(r, End))];
}
