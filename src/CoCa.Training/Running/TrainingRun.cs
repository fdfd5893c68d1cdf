using System.Diagnostics;
using CoCa.Core;
using CoCa.Core.Configuration;
using CoCa.Core.Tokenization;
using CoCa.Core.Weights;
using CoCa.Training.Data;
using CoCa.Training.Distributed;
using CoCa.Training.Model;
using CoCa.Training.Optimization;
using CoCa.Training.Steps;
using static TorchSharp.torch;
using AdamW = CoCa.Training.Optimization.AdamW;
using Parameter = TorchSharp.Modules.Parameter;

namespace CoCa.Training.Running;

/// <summary>
/// A training run: recipe in, checkpoints out. Everything random is a function of seed and step, so that a run that was killed and resumed makes the losses that it
/// would have made. One thread at a time.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly Recipe _recipe;
    private readonly string _folder;
    private readonly ClipTokenizer _tokenizer;
    private readonly DataMix _mix;
    private readonly BatchLoaderOptions _options;
    private readonly IOptimizer _optimizer;
    private readonly MovingAverage? _average;
    private readonly List<Parameter> _trained = [];
    private readonly ICommunicator _processes;

    /// <summary>Builds model, data and optimiser.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="folder">Where checkpoints go.</param>
    /// <param name="resume">Whether to go on from the folder's checkpoint, if there is one.</param>
    /// <param name="threads">Threads of the arithmetic and of the data.</param>
    /// <param name="processes">Those that train this model together; the first writes the checkpoints. Null for this one alone.</param>
    /// <exception cref="InvalidInputException">Something that the recipe names is missing or does not fit.</exception>
    public TrainingRun(Recipe recipe, string folder, bool resume, int threads, ICommunicator? processes = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        (_recipe, _folder) = (recipe, folder);
        _processes = processes ?? new SingleProcess();
        if (recipe.BatchSize % (_processes.Size * recipe.Accumulation) != 0)
            throw new InvalidInputException($"recipe: batchSize is {recipe.BatchSize}, must be a multiple of {_processes.Size} processes times accumulation ({recipe.Accumulation})");
        set_num_threads(threads);
        if (recipe.SelfCriticalSamples > 0 && _processes.Size > 1) throw new InvalidInputException($"recipe: selfCriticalSamples is {recipe.SelfCriticalSamples}, must be 0 where several processes train");
        _tokenizer = ClipTokenizer.Load(recipe.Tokenizer);
        CoCaConfig config = CoCaPresets.Names.Contains(recipe.Model, StringComparer.OrdinalIgnoreCase) ? CoCaPresets.Get(recipe.Model) : CoCaConfig.Parse(ReadFile(recipe.Model));
        if (_tokenizer.VocabularySize > config.Text.VocabularySize)
            throw new InvalidInputException($"{recipe.Tokenizer}: has {_tokenizer.VocabularySize} tokens, the model knows {config.Text.VocabularySize}");
        _recipe = recipe = recipe with { Preprocess = recipe.Preprocess with { Height = config.Vision.ImageHeight, Width = config.Vision.ImageWidth } };
        _mix = new DataMix([.. recipe.Data.Select(d => new MixSource(SampleSource.Open(d.Path), d.Weight))], recipe.LabelTemplates, recipe.CaptionsPerPicture);
        _options = new BatchLoaderOptions
        {
            Preprocess = recipe.Preprocess,
            Augmentation = recipe.Augmentation,
            ContextLength = config.Text.ContextLength,
            BatchSize = recipe.BatchSize / _processes.Size,
            Rank = _processes.Rank,
            WorldSize = _processes.Size,
            Seed = (ulong)recipe.Seed,
            Threads = threads,
        };
        Network = new CoCaNetwork(config, new NetworkOptions { Products = recipe.Products == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32, Dropout = recipe.Dropout, Seed = recipe.Seed });
        if (recipe.Stem is { } stem)
            using (TensorFile backbone = TensorFile.Open(stem)) NetworkWeights.LoadStem(Network, backbone);
        if (recipe.Weights is { } weights)
            using (TensorFile file = TensorFile.Open(weights)) NetworkWeights.Load(Network, file);
        Freeze(config.Vision.Stem);
        _optimizer = MakeOptimizer();
        _average = recipe.Average > 0 ? new MovingAverage(Network, recipe.Average) : null;
        if (resume && Checkpoint.Find(folder) is { } checkpoint) StepsMade = Checkpoint.Read(checkpoint, Network, _optimizer, _average);
    }

    /// <summary>The network.</summary>
    public CoCaNetwork Network { get; }

    /// <summary>Steps made so far, those before a resumption included.</summary>
    public long StepsMade { get; private set; }

    /// <summary>What was wrong with the data so far.</summary>
    public DataReport? Flaws { get; private set; }

    /// <summary>Trains until the recipe's last step, or until cancelled; either way the last state is a checkpoint.</summary>
    /// <param name="onStep">Told of every step.</param>
    /// <param name="onCaching">Told of pictures cached and in all, before the first step.</param>
    /// <param name="cancellation">Ends the run after the current step.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the checkpoint is written.</exception>
    /// <exception cref="InvalidInputException">The data cannot be used, or the losses are no numbers any more.</exception>
    public async Task RunAsync(Action<StepReport>? onStep, Action<long, long>? onCaching, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        using IBatches batches = await OpenBatchesAsync(onCaching, cancellation).ConfigureAwait(false);
        Network.train(_recipe.SelfCriticalSamples == 0);
        Func<IReadOnlyList<StepBatch>, long, StepLosses> step = MakeStep();
        long saved = StepsMade;
        try
        {
            while (StepsMade < _recipe.Steps)
            {
                if (ShouldStop(cancellation)) throw new OperationCanceledException(cancellation);
                long start = Stopwatch.GetTimestamp();
                HostBatch batch = await batches.ReadAsync(StepsMade, CancellationToken.None).ConfigureAwait(false);
                (StepLosses losses, double rate, double norm) = Train(step, batch);
                StepsMade++;
                onStep?.Invoke(new StepReport(StepsMade, losses, rate, norm, Stopwatch.GetElapsedTime(start)));
                if (StepsMade % _recipe.CheckpointEvery == 0) Save();
            }
        }
        finally
        {
            if (StepsMade != saved) Save();
        }

        void Save()
        {
            if (saved == StepsMade) return;
            if (_processes.Rank == 0) Checkpoint.Write(_folder, _recipe, Network, _optimizer, _average, _tokenizer, StepsMade);
            saved = StepsMade;
        }
    }

    /// <summary>A process that stopped alone would leave the others waiting for it: when one is asked to, all stop.</summary>
    private bool ShouldStop(CancellationToken cancellation)
    {
        Span<float> asked = [cancellation.IsCancellationRequested ? 1 : 0];
        _processes.AllReduceSum(asked);
        return asked[0] > 0;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _average?.Dispose();
        _optimizer.Dispose();
        Network.Dispose();
        _mix.Dispose();
    }

    private (StepLosses, double Rate, double Norm) Train(Func<IReadOnlyList<StepBatch>, long, StepLosses> step, HostBatch batch)
    {
        using var scope = NewDisposeScope();
        StepLosses losses = step(Parts(batch), (_recipe.Seed * 1_000_003) + StepsMade);
        if (!double.IsFinite(losses.Total)) throw new InvalidInputException($"the loss of step {StepsMade + 1} is no number ({losses.Total}): lower optimizer.learningRate, or clip");
        // Without clipping the norm is only looked at.
        double norm = nn.utils.clip_grad_norm_(_trained.Where(p => p.grad is not null), _recipe.Optimizer.ClipNorm > 0 ? _recipe.Optimizer.ClipNorm : double.PositiveInfinity);
        double rate = _recipe.Optimizer.RateAt(StepsMade, _recipe.Steps);
        _optimizer.Update(rate);
        CoCaStep.ClampScale(Network);
        Network.zero_grad();
        _average?.Update(StepsMade);
        return (losses, rate, norm);
    }

    private Func<IReadOnlyList<StepBatch>, long, StepLosses> MakeStep()
    {
        string? featuresFrom = _recipe.CachedViews > 0 ? _recipe.FrozenUpTo : null;
        if (_recipe.SelfCriticalSamples > 0)
        {
            IEnumerable<IReadOnlyList<string>> captions = _mix.Sources.SelectMany((source, s) => Enumerable.Range(0, source.Samples.Count).Select(i => TextsOf(source, new Draw(s, i, 0, 0)))).Where(c => c.Count > 0);
            SelfCriticalStep sampled = new(Network, _tokenizer, new CaptionReward(captions).Of, _recipe.SelfCriticalSamples, featuresFrom);
            return (parts, seed) => sampled.Run(parts[0], seed);
        }
        return new CoCaStep(Network, new StepOptions
        {
            CaptionWeight = _recipe.CaptionWeight,
            ContrastiveWeight = _recipe.ContrastiveWeight,
            LabelSmoothing = _recipe.LabelSmoothing,
            FeaturesFrom = featuresFrom,
        }, _processes).Run;
    }

    private IReadOnlyList<string> TextsOf(MixSource source, Draw draw)
    {
        try
        {
            return _mix.Texts(source.Samples.Read(draw.Index), draw);
        }
        catch (InvalidInputException)
        {
            return []; // named when a batch meets it
        }
    }

    private List<StepBatch> Parts(HostBatch batch)
    {
        int pictures = _options.BatchSize, parts = _recipe.Accumulation, captions = _recipe.CaptionsPerPicture, length = _options.ContextLength;
        long[] shape = [pictures, .. batch.Shape];
        Tensor inputs = tensor(batch.Inputs, shape), ids = tensor(batch.Ids, [pictures * captions, length]);
        // Nothing stands behind the longest text: one pad of it is enough.
        int longest = 0;
        for (int row = 0; row < pictures * captions; row++) longest = Math.Max(longest, batch.Ids.AsSpan(row * length, length).TrimEnd(0).Length);
        ids = ids.narrow(1, 0, Math.Min(length, longest + 1));
        int each = pictures / parts;
        return [.. Enumerable.Range(0, parts).Select(i => new StepBatch(inputs.narrow(0, i * each, each), ids.narrow(0, i * each * captions, each * captions)))];
    }

    private async Task<IBatches> OpenBatchesAsync(Action<long, long>? onCaching, CancellationToken cancellation)
    {
        if (_recipe.CachedViews > 0)
        {
            BatchLoaderOptions caching = _options with { BatchSize = 32, Rank = 0, WorldSize = 1 };
            // Runs of one kind share it: an ablation changes what comes behind the frozen layers.
            string key = FeatureCache.KeyOf(Network, _recipe.FrozenUpTo!, _mix, caching, _recipe.CachedViews);
            string file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_folder))!, $"features-{key[..16]}.cache");
            if (FeatureCache.Load(file, key, _mix.Sources.Count) is { } kept) return new CachedBatches(_mix, kept, _tokenizer, _options);
            FeatureCache cache = await FeatureCache.FillAsync(Network, _recipe.FrozenUpTo!, _mix, _tokenizer, caching, _recipe.CachedViews, onCaching, cancellation).ConfigureAwait(false);
            if (_processes.Rank == 0) cache.Save(file, key);
            return new CachedBatches(_mix, cache, _tokenizer, _options);
        }
        BatchLoader loader = new(_mix, _tokenizer, _options);
        Flaws = loader.Report;
        return new LiveBatches(loader, [3, _options.Preprocess.Height, _options.Preprocess.Width]);
    }

    private void Freeze(ConvStem? stem)
    {
        HashSet<string> frozen = [];
        if (_recipe.FrozenUpTo is { } last)
        {
            if (stem is null || stem.Layers.All(l => l.Name != last)) throw new InvalidInputException($"recipe: frozenUpTo is {last}, must be a layer of the model's stem{(stem is null ? ", but the model has none" : "")}");
            frozen = FeatureCache.LayersUpTo(stem, last);
        }
        foreach ((string name, Parameter parameter) in Network.named_parameters())
        {
            string[] parts = name.Split('.');
            bool isFrozen = parts.Length > 2 && parts[1] == "stem" && frozen.Contains(parts[2]);
            // Self-critical steps leave towers and embeddings as they are.
            isFrozen |= _recipe.SelfCriticalSamples > 0 && parts[0] != "text_decoder";
            parameter.requires_grad = !isFrozen;
            if (!isFrozen) _trained.Add(parameter);
        }
    }

    private IOptimizer MakeOptimizer()
    {
        OptimizerRecipe o = _recipe.Optimizer;
        IEnumerable<ParameterGroup> groups = Network.named_parameters().Where(p => p.parameter.requires_grad)
            .GroupBy(p => (Decays: ParameterGroup.ShouldDecay(p.name, p.parameter), IsStem: p.name.StartsWith("visual.stem.", StringComparison.Ordinal)), p => (p.name, p.parameter))
            .Select(g => new ParameterGroup([.. g], g.Key.Decays, g.Key.IsStem ? o.StemFactor : 1));
        return o.Kind == "adafactor" ? new Adafactor(groups, o.Beta1, o.Beta2, o.WeightDecay) : new AdamW(groups, o.Beta1, o.Beta2, o.Epsilon, o.WeightDecay);
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}", e);
        }
    }
}
