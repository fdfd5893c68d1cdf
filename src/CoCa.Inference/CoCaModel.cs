using System.Diagnostics;
using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Tokenization;
using CoCa.Inference.Devices;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;
using CoCa.Inference.Sessions;

namespace CoCa.Inference;

/// <summary>
/// A bundle on a device: open it once, share it between threads and streams. Graphs are loaded when they are first needed. Disposing it waits for
/// runs of other threads and frees everything on the device; what was made of it throws afterwards.
/// </summary>
public sealed class CoCaModel : IDisposable, IAsyncDisposable
{
    private readonly DeviceRuntime _runtime;
    private readonly List<Graph> _graphs = [];
    private readonly List<string> _notices = [];

    private CoCaModel(Bundle bundle, DeviceInfo device, ModelOptions options)
    {
        (Bundle, Config, Options) = (bundle, bundle.Manifest.Config, options);
        _runtime = new(device, options);
        try
        {
            TokenizerInfo tokenizer = bundle.Manifest.Tokenizer;
            Tokenizer = tokenizer.Kind == TokenizerInfo.None ? null : LoadTokenizer(bundle, tokenizer);
            ImageLayout layout = new(Config);
            ImageEncoder = new(Get("image", out BatchPlan imagePlan), imagePlan, layout);
            TextEncoder = new(Get("text", out BatchPlan textPlan), textPlan, Config, Tokenizer);
            if (layout.Generative is not null) Pooler = new(Get("pool", out _), Get("pool_tokens", out _), Config, layout);
            string decoder = _runtime.IsGpu ? "decoder_masked" : "decoder";
            bool groupQuery = bundle.Manifest.Graphs[decoder].Attributes.GetValueOrDefault("attention") == "gqa";
            Captioner = new(new(new(Config), layout.TokenWidth, Get("context", out BatchPlan contextPlan), contextPlan, Get(decoder, out _), groupQuery, _runtime.IsGpu ? Get("rearrange", out _) : null),
                new(tokenizer.StartId, tokenizer.EndId, tokenizer.PadId), Tokenizer);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The bundle.</summary>
    public Bundle Bundle { get; }

    /// <summary>The shape of the model.</summary>
    public CoCaConfig Config { get; }

    /// <summary>How it was opened.</summary>
    public ModelOptions Options { get; }

    /// <summary>The device that really runs the graphs.</summary>
    public DeviceInfo Device => _runtime.Device;

    /// <summary>What the caller should know about how the device was chosen: one line each, often none.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Texts to ids and back; null for a model that speaks ids only.</summary>
    public ClipTokenizer? Tokenizer { get; }

    /// <summary>Pixels to embeddings and tokens.</summary>
    public ImageEncoder ImageEncoder { get; } = null!;

    /// <summary>Texts to embeddings.</summary>
    public TextEncoder TextEncoder { get; } = null!;

    /// <summary>The end of the model's own pooling over a window of frames; null for a model without a pooler.</summary>
    public Pooler? Pooler { get; }

    /// <summary>Tokens to captions.</summary>
    public Captioner Captioner { get; } = null!;

    /// <summary>What a cosine is multiplied with before the softmax over labels.</summary>
    public float LogitScale => Bundle.Manifest.LogitScale;

    /// <summary>Opens a bundle's folder on the device that the options ask for.</summary>
    /// <exception cref="BundleException">The bundle is broken.</exception>
    /// <exception cref="InvalidInputException">An option is out of range, or no device answers to the choice.</exception>
    /// <exception cref="DeviceException">The device does not run the model.</exception>
    public static CoCaModel Open(string path, ModelOptions? options = null)
    {
        options ??= new();
        options.Validate();
        return Open(Bundle.Open(path, options.Verify), options);
    }

    /// <summary>Opens a bundle that was opened and checked before.</summary>
    public static CoCaModel Open(Bundle bundle, ModelOptions? options = null)
    {
        options ??= new();
        options.Validate();
        List<string> notices = [];
        IReadOnlyList<DeviceInfo> candidates = DeviceList.Candidates(options.Device, DeviceList.List());
        IReadOnlyList<DeviceInfo> order = DeviceRanking.Order(candidates, new(options.CacheFolder), ModelKey(bundle), device => Measure(bundle, device, options), notices.Add);
        foreach (DeviceInfo device in order)
        {
            CoCaModel model = new(bundle, device, options);
            if (!device.IsGpu || !options.SelfTest || model.PassesSelfTest(notices)) return model.WithNotices(notices);
            model.Dispose();
        }
        if (!options.AllowCpuFallback) throw new DeviceException(string.Join("; ", notices));
        notices.Add($"the processor is used instead: {DeviceList.Cpu.Name}");
        return new CoCaModel(bundle, DeviceList.Cpu, options).WithNotices(notices);
    }

    /// <summary>
    /// Loads the graphs of some parts now, side by side, instead of one after the other when they are first needed. On a GPU it does nothing: its sessions are
    /// made for the sizes that come.
    /// </summary>
    public void Prepare(ModelParts parts)
    {
        if (_runtime.IsGpu) return;
        Graph[] graphs = [.. _graphs.Where(g => parts.HasFlag(g.Name switch
        {
            "image" => ModelParts.Images,
            "text" => ModelParts.Texts,
            "pool" or "pool_tokens" => ModelParts.Windows,
            _ => ModelParts.Captions,
        }))];
        try
        {
            Parallel.ForEach(graphs, graph => graph.Session());
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is CoCaException first)
        {
            throw first;
        }
    }

    /// <summary>
    /// Makes everything on the device anew after a <see cref="DeviceLostException"/>; the device must pass the self-test again. <see cref="ImageFeatures"/> and everything else that was made of the model
    /// goes on, except captions in the making: dispose their runs. Runs of other threads are waited for.
    /// </summary>
    /// <exception cref="DeviceException">The device is not back: try again later.</exception>
    public void Reopen()
    {
        _runtime.Reset(() =>
        {
            Captioner.Forget();
            foreach (Graph graph in _graphs) graph.Release();
        });
        if (Options.SelfTest && SelfTest.Check(this) is { Passed: false } failed) throw new DeviceException($"{Device}: {failed.Message}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runtime.Close();
        Captioner?.Dispose();
        Pooler?.Dispose();
        TextEncoder?.Dispose();
        foreach (Graph graph in _graphs) graph.Dispose();
        _graphs.Clear();
        _runtime.Dispose();
    }

    /// <summary>The same as <see cref="Dispose"/>; it returns once the device's thread has ended.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static ClipTokenizer LoadTokenizer(Bundle bundle, TokenizerInfo info)
    {
        string first = bundle.PathOf(info.Files.Count > 0 ? info.Files[0] : throw new BundleException($"{bundle.Manifest.Name}: the tokenizer has no files"));
        return ClipTokenizer.Load(info.Files.Count > 1 ? Path.GetDirectoryName(first)! : first);
    }

    /// <summary>Milliseconds of the image graph on a device, at its best.</summary>
    private static double Measure(Bundle bundle, DeviceInfo device, ModelOptions options)
    {
        using CoCaModel model = new(bundle, device, options);
        using ImageFeatures features = model.ImageEncoder.CreateFeatures(1, ImageOutputs.Embedding);
        double best = double.MaxValue;
        for (int run = 0; run < 6; run++)
        {
            long start = Stopwatch.GetTimestamp();
            model.ImageEncoder.Encode(features, 1);
            if (run > 0) best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return best;
    }

    /// <summary>Names the model by its image graph and all weights, whatever its folder is called.</summary>
    private static string ModelKey(Bundle bundle) =>
        string.Join('|', bundle.Manifest.Files.Where(f => f.Key == bundle.Manifest.Graphs["image"].File || f.Key.EndsWith(".bin", StringComparison.Ordinal)).Select(f => f.Value.Sha256[..16]));

    private bool PassesSelfTest(List<string> notices)
    {
        SelfTestResult result = SelfTest.Check(this);
        if (!result.Passed || result.Cosine is null) notices.Add($"{Device}: {result.Message}");
        return result.Passed;
    }

    private CoCaModel WithNotices(List<string> notices)
    {
        _notices.AddRange(notices);
        return this;
    }

    private Graph Get(string name, out BatchPlan plan)
    {
        if (!Bundle.Manifest.Graphs.TryGetValue(name, out GraphInfo? info)) throw new BundleException($"{Bundle.Manifest.Name}: it has no graph '{name}'");
        plan = new(RowByRow: info.Attributes.GetValueOrDefault("batch") == "1", Buckets: _runtime.IsGpu);
        Graph graph = new(_runtime, name, Bundle.PathOf(info.File));
        _graphs.Add(graph);
        return graph;
    }
}
