using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace CoCa.Live.Hub;

/// <summary>
/// Brings one file into a folder: resumes where it broke off (also in a later process), notices silence, checks length and
/// SHA-256, and renames at the end, so that a file under its own name is always whole. A file that is already there and is still
/// what the hub offers is not fetched again.
/// </summary>
internal sealed class FileDownload(HubRequests requests, HubOptions options, TimeProvider time)
{
    /// <summary>What one attempt came to.</summary>
    private enum Outcome { Done, Absent, Again }

    /// <summary>The hub could not be reached, and a file that was fetched before stood in: the others are looked for here only.</summary>
    public bool Offline { get; private set; }

    /// <summary>Fetches the file.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="progress">Told of every part.</param>
    /// <param name="onCommit">Told the commit that the hub names.</param>
    /// <param name="cancellation">Leaves a partial file that a later call resumes.</param>
    /// <returns>False if the hub has no such file.</returns>
    /// <exception cref="HubException">It cannot be fetched, or is not what the hub announced.</exception>
    public async Task<bool> RunAsync(Uri address, string path, IProgress<HubProgress>? progress, Action<string> onCommit, CancellationToken cancellation)
    {
        if (Offline) return Partial.IsWhole(path, null);
        string name = Path.GetFileName(path);
        Partial partial = new(path);
        string problem = "";
        TimeSpan pause = options.FirstPause;
        for (int attempt = 0; attempt < options.Attempts; attempt++)
        {
            if (attempt > 0) await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min((attempt == 0 ? options.FirstPause : pause * 2).Ticks, TimeSpan.FromSeconds(30).Ticks));
            long before = partial.Length;
            using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stall.CancelAfter(options.StallTimeout);
            try
            {
                using HubResponse response = await requests.GetAsync(address, partial.Length, partial.Identity is { } id && id.StartsWith('"') ? id : null, stall.Token).ConfigureAwait(false);
                if (response.Commit is { } commit) onCommit(commit);
                (Outcome outcome, problem, TimeSpan? wait) = await TakeAsync(response, partial, path, progress, stall).ConfigureAwait(false);
                if (outcome != Outcome.Again) return outcome == Outcome.Done;
                if (wait is { } w) pause = TimeSpan.FromTicks(Math.Min(w.Ticks, TimeSpan.FromMinutes(1).Ticks));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                problem = $"nothing came for {options.StallTimeout.TotalSeconds:0.#} s";
            }
            catch (Exception e) when (e is HttpRequestException or IOException and not FileNotFoundException)
            {
                problem = e.InnerException?.Message ?? e.Message;
                // No connection, but the file was fetched before: better an old one than none.
                if (attempt == 0 && e is HttpRequestException { StatusCode: null } && partial.Length == 0 && Partial.IsWhole(path, null)) return Offline = true;
            }
            // Progress is what counts: a bad line may break often as long as something comes.
            if (partial.Length > before) attempt = -1;
            if (attempt + 1 < options.Attempts)
                progress?.Report(new(name, partial.Length, null, string.Create(CultureInfo.InvariantCulture, $"{problem.ReplaceLineEndings(" ")}; attempt {attempt + 2} of {options.Attempts} in {pause.TotalSeconds:0.#} s")));
        }
        throw new HubException($"{name}: cannot be fetched from {address.Host}: {problem.ReplaceLineEndings(" ")} (after {options.Attempts} attempts, {partial.Length} bytes are here and will be resumed); or download the model's files by other means and import their folder");
    }

    private async Task<(Outcome, string, TimeSpan?)> TakeAsync(HubResponse response, Partial partial, string path, IProgress<HubProgress>? progress, CancellationTokenSource stall)
    {
        HttpResponseMessage message = response.Message;
        string name = Path.GetFileName(path);
        switch (message.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.PartialContent:
                break;
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return (Outcome.Absent, "", null);
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new HubException($"{name}: the hub answers {(int)message.StatusCode}: {(options.Token is null ? "no such model, or it needs a token: set HF_TOKEN" : "the token in HF_TOKEN has no access to it")}");
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                partial.Delete();
                return (Outcome.Again, "the hub cannot resume it", TimeSpan.Zero);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError:
                return (Outcome.Again, $"the hub answers {(int)message.StatusCode} {message.ReasonPhrase}", RetryAfter(message));
            default:
                throw new HubException($"{name}: the hub answers {(int)message.StatusCode} {message.ReasonPhrase}, expected the file");
        }
        if (message.Content.Headers.ContentType?.MediaType is "text/html") throw new HubException($"{name}: a web page (text/html) came instead of the file: is there a proxy or a sign-in page in between?");
        if (response.AnsweredSize is { } answered && response.Size is { } announced && answered != announced)
            throw new HubException($"{name}: the hub announces {announced} bytes, the answer has {answered}");
        if (response.Identity is { } same && Partial.IsWhole(path, same))
        {
            progress?.Report(new(name, new FileInfo(path).Length, response.Size));
            return (Outcome.Done, "", null);
        }

        bool goesOn = message.StatusCode == HttpStatusCode.PartialContent;
        if (goesOn && (message.Content.Headers.ContentRange?.From != partial.Length || response.Identity != partial.Identity))
        {
            partial.Delete();
            return (Outcome.Again, "the answer is not the part that was asked for", TimeSpan.Zero);
        }
        if (!goesOn) partial.Begin(response.Identity);
        long limit = response.Size ?? options.LongestUnannounced;
        FileStream file = partial.Open();
        await using (file.ConfigureAwait(false))
            await CopyAsync(message, file, name, response.Size, limit, progress, stall).ConfigureAwait(false);
        if (response.Size is { } size && partial.Length != size) return (Outcome.Again, $"the connection ended at byte {partial.Length} of {size}", TimeSpan.Zero);

        string hash = await partial.HashAsync(stall.Token).ConfigureAwait(false);
        if (response.Sha256 is { } expected && hash != expected)
        {
            partial.Delete();
            throw new HubException($"{name}: its SHA-256 is {hash}, the hub announces {expected}: the file was changed on its way or is damaged; try again");
        }
        partial.Finish(response.Identity, hash);
        return (Outcome.Done, "", null);
    }

    private async Task CopyAsync(HttpResponseMessage message, FileStream file, string name, long? size, long limit, IProgress<HubProgress>? progress, CancellationTokenSource stall)
    {
        byte[] buffer = new byte[1 << 17];
        Stream body = await message.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            while (true)
            {
                stall.CancelAfter(options.StallTimeout);
                int read = await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
                if (read == 0) break;
                if (file.Position + read > limit)
                    throw new HubException(size is null ? $"{name}: longer than {limit} bytes, and the hub does not say how long it is" : $"{name}: longer than the {size} bytes that the hub announces");
                await file.WriteAsync(buffer.AsMemory(0, read), stall.Token).ConfigureAwait(false);
                progress?.Report(new(name, file.Position, size));
            }
        stall.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage message) =>
        message.Headers.RetryAfter is not { } after ? null : after.Delta ?? (after.Date is { } date && date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero);

    /// <summary>The part of a file that is here, and what it is a part of.</summary>
    private sealed class Partial(string path)
    {
        private readonly string _data = path + ".partial", _note = path + ".partial.of";

        public long Length => Identity is not null && new FileInfo(_data) is { Exists: true } file ? file.Length : 0;

        /// <summary>Null where nothing can be resumed.</summary>
        public string? Identity => File.Exists(_note) && File.ReadAllText(_note) is { Length: > 0 } text ? text : null;

        /// <summary>Is the finished file what has this identity (null: any), and undamaged?</summary>
        public static bool IsWhole(string path, string? identity)
        {
            if (!File.Exists(path) || !File.Exists(path + ".is")) return false;
            string[] lines = File.ReadAllLines(path + ".is");
            if (lines.Length != 2 || (identity is not null && lines[0] != identity)) return false;
            using FileStream file = File.OpenRead(path);
            return lines[1] == Convert.ToHexStringLower(SHA256.HashData(file));
        }

        public void Begin(string? identity)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Delete();
            File.WriteAllText(_note, identity ?? "");
        }

        public FileStream Open() => new(_data, FileMode.Append, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);

        public async Task<string> HashAsync(CancellationToken cancellation)
        {
            FileStream file = File.OpenRead(_data);
            await using (file.ConfigureAwait(false)) return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
        }

        public void Finish(string? identity, string hash)
        {
            File.Move(_data, path, overwrite: true);
            File.Delete(_note);
            File.WriteAllText(path + ".is", string.Create(CultureInfo.InvariantCulture, $"{identity}\n{hash}\n"));
        }

        public void Delete()
        {
            File.Delete(_data);
            File.Delete(_note);
        }
    }
}
