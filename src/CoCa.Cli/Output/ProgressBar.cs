using System.Diagnostics;
using Spectre.Console;

namespace CoCa.Cli.Output;

/// <summary>
/// Shows how far long work has come: a bar for a person; for a log file a line at every quarter, once the work has taken some
/// seconds. Safe from any thread.
/// </summary>
internal sealed class ProgressBar(Terminal terminal, ProgressContext? context)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ProgressTask? Bar, int Quarter)> _tasks = [];

    /// <summary>Runs work under a progress bar.</summary>
    public static async Task<T> RunAsync<T>(Terminal terminal, Func<ProgressBar, Task<T>> work)
    {
        if (!terminal.IsErrorShown) return await work(new ProgressBar(terminal, null)).ConfigureAwait(false);
        return await terminal.ErrorConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .AutoClear(true)
            .StartAsync(c => work(new ProgressBar(terminal, c))).ConfigureAwait(false);
    }

    /// <summary>A line beside the bars.</summary>
    public void Note(string text)
    {
        if (context is null) terminal.Note(text);
        else terminal.ErrorConsole.WriteLine(text);
    }

    /// <summary>Says that of the work called <paramref name="name"/> so much is done; work of several steps has one bar, named by <paramref name="work"/>.</summary>
    public void Report(string name, double done, double? total, string? work = null)
    {
        string key = work ?? name;
        lock (_lock)
        {
            if (!_tasks.TryGetValue(key, out (ProgressTask? Bar, int Quarter) task))
                task = (context?.AddTask(Markup.Escape(name), maxValue: total ?? 1), -1);
            if (task.Bar is { } bar)
            {
                bar.Description = Markup.Escape(name);
                bar.IsIndeterminate = total is null;
                if (total is { } max) (bar.MaxValue, bar.Value) = (Math.Max(max, 1), done);
            }
            else if (total is > 0 && (int)(done / total.Value * 4) is var quarter && quarter > task.Quarter && Stopwatch.GetElapsedTime(_start) > s_patience)
            {
                terminal.Note($"{key}: {quarter * 25} %");
                task.Quarter = quarter;
            }
            _tasks[key] = task;
        }
    }
}
