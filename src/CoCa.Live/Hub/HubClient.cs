namespace CoCa.Live.Hub;

/// <summary>
/// Fetches the files of an OpenCLIP model from the hub into a cache: configuration, weights, tokenizer. All of one commit, even if the
/// branch moves meanwhile. Without a connection it gives what was fetched before.
/// </summary>
public sealed class HubClient : IDisposable
{
    private const string Config = "open_clip_config.json";
    private static readonly string[] s_weights = ["open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_pytorch_model.bin", "model.safetensors", "pytorch_model.bin"];

    private readonly HubOptions _options;
    private readonly HubRequests _requests;
    private readonly FileDownload _download;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    public HubClient(HubOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _requests = new HubRequests(options);
        _download = new FileDownload(_requests, options, time ?? TimeProvider.System);
    }

    /// <summary>Brings a model's files here, or finds them in the cache.</summary>
    /// <param name="model">Which.</param>
    /// <param name="wantTokenizer">Also its tokenizer, if it has one.</param>
    /// <param name="progress">Told of every part of every file.</param>
    /// <param name="cancellation">Leaves partial files in the cache, which a later call resumes.</param>
    /// <exception cref="HubException">Something is missing, cannot be fetched or is not what the hub announced.</exception>
    public async Task<HubSnapshot> FetchModelAsync(HubReference model, bool wantTokenizer, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        string folder = Path.Combine(_options.CacheFolder, $"{model.Owner}--{model.Name}", model.Revision.Replace('/', '~'));
        string? commit = null;
        try
        {
            if (!await FetchAsync(Config).ConfigureAwait(false))
                throw new HubException($"{model}: the hub has no {Config} there (404): no such model or revision, or not one in OpenCLIP's format");
            string? weights = null;
            foreach (string name in s_weights)
                if (await FetchAsync(name).ConfigureAwait(false))
                {
                    weights = name;
                    break;
                }
            if (weights is null) throw new HubException($"{model}: has no weights, expected one of {string.Join(", ", s_weights)}");
            bool tokenizer = wantTokenizer && (await FetchAsync("vocab.json").ConfigureAwait(false) && await FetchAsync("merges.txt").ConfigureAwait(false)
                || await FetchAsync("tokenizer.json").ConfigureAwait(false));
            return new HubSnapshot(folder, Config, weights, tokenizer, commit);
        }
        catch (HubException e) when (_options.Token is { } token && e.Message.Contains(token, StringComparison.Ordinal))
        {
            throw new HubException(e.Message.Replace(token, "***", StringComparison.Ordinal));
        }

        Task<bool> FetchAsync(string file) =>
            _download.RunAsync(_requests.AddressOf(model, commit ?? model.Revision, file), Path.Combine(folder, file), progress, c => commit ??= c, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();
}
