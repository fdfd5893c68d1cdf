using System.CommandLine;
using CoCa.Cli.Output;
using CoCa.Core.Preprocessing;
using CoCa.Live.Pictures;

namespace CoCa.Cli.Commands;

/// <summary><c>coca preprocess</c>: shows what the model is given.</summary>
internal static class PreprocessCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> input = new("IN") { Description = "A picture" };
        Option<int> size = new("--size") { Description = "Side of the result in pixels", DefaultValueFactory = _ => 224 };
        Option<string> mode = new("--mode") { Description = "shortest: fill and crop the middle; squash: ignore the shape; longest: fit and pad with black", DefaultValueFactory = _ => "shortest" };
        mode.AcceptOnlyFromAmong("shortest", "squash", "longest");
        Option<string> output = new("--out") { Description = "The PNG to write", HelpName = "OUT.png", Required = true };
        Command command = new("preprocess", "Writes a picture as the model sees it, before normalisation. EXIF orientation is ignored, as the reference does.") { input, size, mode, output };
        size.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 1 or > 4096) r.AddError("--size must be 1 to 4096"); });
        command.SetAction(parsed =>
        {
            ResizeMode chosen = Enum.Parse<ResizeMode>(parsed.GetRequiredValue(mode), ignoreCase: true);
            int side = parsed.GetValue(size);
            PicturePreview.Write(parsed.GetRequiredValue(input), new PreprocessOptions { Width = side, Height = side, Mode = chosen }, parsed.GetRequiredValue(output));
            terminal.Note($"wrote {parsed.GetRequiredValue(output)}");
            return ExitCode.Done;
        });
        return command;
    }
}
