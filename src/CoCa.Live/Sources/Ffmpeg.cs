using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using CoCa.Core;

namespace CoCa.Live.Sources;

/// <summary>One ffmpeg child process: started from a list of arguments, its complaints kept, never left behind.</summary>
internal sealed partial class Ffmpeg : IAsyncDisposable, IDisposable
{
    private const int KeptLines = 64, KeptLength = 500;

    private readonly Process _process;
    private readonly Queue<string> _complaints = [];
    private readonly TimeProvider _time;

    private Ffmpeg(Process process, TimeProvider time)
    {
        (_process, _time) = (process, time);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The program: <c>COCA_FFMPEG</c> or the first in the path.</summary>
    public static string Program => Environment.GetEnvironmentVariable("COCA_FFMPEG") is { Length: > 0 } path ? path : "ffmpeg";

    /// <summary>What the child writes to its standard output.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What the child reads, if it was started to be fed.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The child's process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts ffmpeg; its standard input is closed unless <paramref name="isFed"/>.</summary>
    /// <exception cref="MissingDependencyException">It is not installed.</exception>
    public static Ffmpeg Start(IEnumerable<string> arguments, TimeProvider time, bool isFed = false)
    {
        ProcessStartInfo start = new(Program)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["-nostdin", "-hide_banner", "-v", "error", .. arguments]) start.ArgumentList.Add(argument);
        try
        {
            Process process = Process.Start(start) ?? throw new Win32Exception();
            if (!isFed) process.StandardInput.Close();
            return new Ffmpeg(process, time);
        }
        catch (Win32Exception e)
        {
            string remedy = OperatingSystem.IsWindows() ? "winget install ffmpeg" : OperatingSystem.IsMacOS() ? "brew install ffmpeg" : "apt-get install ffmpeg";
            throw new MissingDependencyException($"ffmpeg is needed to read and write video and {Program} cannot be started: {new Win32Exception(e.NativeErrorCode).Message}", remedy, e);
        }
    }

    /// <summary>Asks ffmpeg something that it answers where it else complains; its lines, at most 64.</summary>
    /// <exception cref="MissingDependencyException">It is not installed.</exception>
    public static string[] Ask(params IEnumerable<string> arguments)
    {
        using Ffmpeg ffmpeg = Start(["-v", "info", .. arguments], TimeProvider.System);
        ffmpeg.WaitForEnd(TimeSpan.FromSeconds(10));
        lock (ffmpeg._complaints) return [.. ffmpeg._complaints];
    }

    /// <summary>What ffmpeg said last that was not noise, without its own prefixes; null if nothing.</summary>
    public string? Complaint
    {
        get
        {
            lock (_complaints)
            {
                // The first line names the cause, later ones only what failed because of it.
                string? cause = _complaints.FirstOrDefault(l => l.StartsWith('[')) ?? _complaints.FirstOrDefault();
                if (_complaints.FirstOrDefault(l => l.Contains("matches no streams", StringComparison.Ordinal)) is not null) return "it has no video";
                return cause is null ? null : Plain(cause);
            }
        }
    }

    /// <summary>Waits for the process to end and gives its exit code; kills it when it takes longer than <paramref name="limit"/>.</summary>
    public int WaitForEnd(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit)) Kill();
        _process.WaitForExit(); // also for the last line of its complaints
        return _process.ExitCode;
    }

    /// <summary>Asks the process to end: a camera or server is told goodbye.</summary>
    public void Stop()
    {
        try
        {
            if (_process.HasExited) return;
            if (OperatingSystem.IsWindows() || Signal(_process.Id, 15) != 0) _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }
    }

    /// <summary>Ends the process at once: one that hangs on the network does not hear SIGTERM.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }
    }

    /// <summary>Asks the process to end, kills it when it has not within a second, and waits until it is gone.</summary>
    public async Task EndAsync()
    {
        Stop();
        using CancellationTokenSource second = new(TimeSpan.FromSeconds(1), _time);
        try
        {
            await _process.WaitForExitAsync(second.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The same, and forgets it.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Forgets a process that has ended.</summary>
    public void Dispose()
    {
        // Process leaves streams that somebody has asked for open, until they are collected.
        _process.StandardOutput.Dispose();
        _process.StandardInput.BaseStream.Dispose();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_complaints)
        {
            if (_complaints.Count < KeptLines) _complaints.Enqueue(line.Length > KeptLength ? line[..KeptLength] : line);
        }
    }

    /// <summary><c>[mov,mp4 @ 0x55d0] moov atom not found</c> becomes <c>moov atom not found</c>.</summary>
    private static string Plain(string line)
    {
        while (line.StartsWith('[') && line.IndexOf(']', StringComparison.Ordinal) is > 0 and int end) line = line[(end + 1)..].TrimStart();
        return line.Trim().TrimEnd('.');
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
