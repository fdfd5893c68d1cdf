namespace CoCa.Core;

/// <summary>Why a file could not be read or written, in words that fit behind its name; the runtime's own repeat the path and talk of its parts.</summary>
public static class FileProblem
{
    /// <summary>The reason, on one line.</summary>
    /// <param name="problem">What reading or writing threw.</param>
    public static string Of(Exception problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem switch
        {
            FileNotFoundException => "no such file",
            DirectoryNotFoundException => "its folder does not exist",
            UnauthorizedAccessException => "it is a folder, or you have no permission",
            _ => problem.Message.ReplaceLineEndings(" "),
        };
    }
}
