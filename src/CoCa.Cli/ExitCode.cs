using CoCa.Core;
using CoCa.Inference;

namespace CoCa.Cli;

/// <summary>What the command's end means to a script.</summary>
internal static class ExitCode
{
    public const int Done = 0, Fault = 1, Usage = 2, BadInput = 3, MissingDependency = 4, Cancelled = 130;

    /// <summary>The one place that knows which exception is which code.</summary>
    public static int Of(Exception e) => e switch
    {
        OperationCanceledException => Cancelled,
        UsageException => Usage,
        MissingDependencyException or DeviceException or DllNotFoundException => MissingDependency,
        InvalidInputException or IOException or UnauthorizedAccessException => BadInput,
        _ => Fault,
    };

    /// <summary>The one line that a person sees.</summary>
    public static string LineOf(Exception e) => (e switch
    {
        OperationCanceledException => "cancelled",
        MissingDependencyException m => $"{m.Message}; mend it with: {m.Remedy}",
        CoCaException or UsageException or IOException or UnauthorizedAccessException or DllNotFoundException => e.Message,
        _ => $"a fault of this program ({e.GetType().Name}): {e.Message} (COCA_DEBUG=1 shows where)",
    }).ReplaceLineEndings(" ");
}
