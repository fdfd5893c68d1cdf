using CoCa.Core;

namespace CoCa.Training.Data;

/// <summary>
/// Several sources as one endless shuffled sequence. Which sample stands at a place is a function of seed and place alone, so a run resumes exactly,
/// and ranks share a batch without talking. Thread-safe.
/// </summary>
/// <remarks>
/// Places come in blocks of 4096. In each block every source has its fixed number of places, in a random order, so shares are exact to 1 in 4096; with one source
/// there is nothing to mix and places are its own. A source's places one after another go through all of its samples in random order, then again in another.
/// </remarks>
public sealed class DataMix : IDisposable
{
    private const int Block = 4096;

    private readonly int[] _firstPlace;

    /// <summary>Mixes sources, which it owns from now on.</summary>
    /// <param name="sources">At least one.</param>
    /// <param name="labelTemplates">Texts with <c>{}</c> where a label goes, for samples that have a label and no captions.</param>
    /// <param name="captionsPerPicture">How many texts of each picture are used at a time.</param>
    /// <exception cref="InvalidInputException">No source, a weight that is no positive number, a template without <c>{}</c>, or more than 64 captions a picture.</exception>
    public DataMix(IReadOnlyList<MixSource> sources, IReadOnlyList<string>? labelTemplates = null, int captionsPerPicture = 1)
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Count is < 1 or > Block / 2) throw new InvalidInputException($"a data mix of {sources.Count} sources, must be 1 to {Block / 2}");
        if (captionsPerPicture is < 1 or > 64) throw new InvalidInputException($"captionsPerPicture is {captionsPerPicture}, must be 1 to 64");
        (Sources, LabelTemplates, CaptionsPerPicture) = (sources, labelTemplates ?? ["a photo of a {}"], captionsPerPicture);
        foreach (MixSource source in sources)
            if (source.Weight is { } weight && !(weight > 0 && double.IsFinite(weight))) throw new InvalidInputException($"the weight of {source.Samples.Name} is {weight}, must be above 0");
        if (LabelTemplates.Count == 0) throw new InvalidInputException("no label templates: give at least one, such as \"{}\"");
        if (LabelTemplates.FirstOrDefault(t => !t.Contains("{}", StringComparison.Ordinal)) is { } wrong) throw new InvalidInputException($"the label template \"{wrong}\" has no {{}} for the label");
        _firstPlace = Shares([.. sources.Select(s => s.Weight ?? s.Samples.Count)]);
    }

    /// <summary>The sources.</summary>
    public IReadOnlyList<MixSource> Sources { get; }

    /// <summary>Texts with <c>{}</c> where a label goes.</summary>
    public IReadOnlyList<string> LabelTemplates { get; }

    /// <summary>C: texts of a picture at a time.</summary>
    public int CaptionsPerPicture { get; }

    /// <summary>Samples of all sources together.</summary>
    public long Count => Sources.Sum(s => (long)s.Samples.Count);

    /// <summary>The sample at a place, from 0.</summary>
    public Draw At(ulong seed, long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        int source = 0;
        long ordinal = position;
        if (Sources.Count > 1)
        {
            long block = position / Block;
            int slot = (int)new Permutation(SampleRandom.Mix(seed, (ulong)block), Block).At(position % Block);
            while (slot >= _firstPlace[source + 1]) source++;
            ordinal = block * (_firstPlace[source + 1] - _firstPlace[source]) + slot - _firstPlace[source];
        }
        int count = Sources[source].Samples.Count;
        long epoch = ordinal / count;
        ulong order = SampleRandom.Mix(SampleRandom.Mix(seed, (ulong)source + 1), (ulong)epoch);
        return new(source, (int)new Permutation(order, count).At(ordinal % count), epoch, SampleRandom.Mix(seed ^ 0x5EED, (ulong)position));
    }

    /// <summary>
    /// The texts [<see cref="CaptionsPerPicture"/>] for one view of a sample: over the epochs all of its captions come equally often, in an order of the sample's own;
    /// a label comes in a template, templates taking turns in the same way. A text may come twice if there are fewer than asked for.
    /// </summary>
    /// <param name="sample">The sample; empty captions are left out.</param>
    /// <param name="draw">The view.</param>
    /// <returns>Empty if the sample has no text.</returns>
    public IReadOnlyList<string> Texts(TrainingSample sample, Draw draw)
    {
        ArgumentNullException.ThrowIfNull(sample);
        string[] all = [.. sample.Captions.Where(c => !string.IsNullOrWhiteSpace(c))];
        if (all.Length == 0 && !string.IsNullOrWhiteSpace(sample.Label)) all = [.. LabelTemplates.Select(t => t.Replace("{}", sample.Label, StringComparison.Ordinal))];
        if (all.Length == 0) return [];
        Permutation order = new(SampleRandom.Mix((ulong)draw.Source, (ulong)draw.Index), all.Length);
        string[] texts = new string[CaptionsPerPicture];
        for (int i = 0; i < texts.Length; i++) texts[i] = all[order.At((draw.Epoch * CaptionsPerPicture + i) % all.Length)];
        return texts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MixSource source in Sources) source.Samples.Dispose();
    }

    /// <summary>Where in a block each source's places begin: shares rounded down but to no less than one place, what is left to the largest remainders.</summary>
    private static int[] Shares(double[] weights)
    {
        double sum = weights.Sum();
        int[] places = [.. weights.Select(w => Math.Max(1, (int)(w / sum * Block)))];
        int[] byRemainder = [.. Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i] / sum * Block - places[i])];
        for (int left = Block - places.Sum(), i = 0; left > 0; left--, i++) places[byRemainder[i % places.Length]]++;
        // Sources that got a place for nothing are paid for by the largest.
        for (int over = places.Sum() - Block; over > 0; over--) places[Array.IndexOf(places, places.Max())]--;
        int[] first = new int[places.Length + 1];
        for (int i = 0; i < places.Length; i++) first[i + 1] = first[i] + places[i];
        return first;
    }
}
