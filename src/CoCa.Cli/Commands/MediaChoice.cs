using System.CommandLine;
using CoCa.Cli.Media;
using CoCa.Cli.Output;
using CoCa.Inference;

namespace CoCa.Cli.Commands;

/// <summary>What the commands that read pictures and videos have in common: inputs, model, frames, device.</summary>
internal sealed class MediaChoice
{
    private readonly Argument<string[]> _inputs = new("IN") { Description = "Pictures, video files, and folders of them", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _model = CommonOptions.Model();
    private readonly Option<int> _frames = new("--frames") { Description = "Frames that are taken evenly out of a video", DefaultValueFactory = _ => 8 };
    private readonly Option<int> _batch = new("--batch") { Description = "Pictures that are encoded at once", DefaultValueFactory = _ => 8 };
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<int> _threads = CommonOptions.Threads();

    /// <summary>Adds the argument and options to a command.</summary>
    public MediaChoice(Command command)
    {
        Range(_frames, 1, 4096);
        Range(_batch, 1, 256);
        command.Add(_inputs);
        foreach (Option option in (Option[])[_model, _frames, _batch, _device, _threads]) command.Add(option);
    }

    /// <summary>The files that were named, of which all are there; none may be allowed. That a model was named is looked at before.</summary>
    public List<MediaInput> Inputs(ParseResult parsed, bool required = true)
    {
        string[] paths = parsed.GetValue(_inputs) ?? [];
        if (required && paths.Length == 0) throw new UsageException($"nothing to read: name pictures, videos or folders (see coca {parsed.CommandResult.Command.Name} --help)");
        CommonOptions.ModelPath(parsed, _model);
        CommonOptions.ModelOptions(parsed, _device, _threads);
        return MediaInput.Expand(paths);
    }

    /// <summary>Opens the model and says what its opening has to say.</summary>
    public CoCaModel Open(ParseResult parsed, Terminal terminal)
    {
        string path = CommonOptions.ModelPath(parsed, _model);
        terminal.Status($"opening {path}");
        CoCaModel model = CoCaModel.Open(path, CommonOptions.ModelOptions(parsed, _device, _threads));
        foreach (string notice in model.Notices) terminal.Note($"coca: {notice}");
        return model;
    }

    /// <summary>Makes the encoder of the files.</summary>
    public MediaEncoder Encoder(ParseResult parsed, CoCaModel model, Terminal terminal, bool tokens) =>
        new(model, terminal, parsed.GetValue(_frames), parsed.GetValue(_batch), tokens);

    private static void Range(Option<int> option, int least, int most) =>
        option.Validators.Add(r => { if (r.GetValueOrDefault<int>() < least || r.GetValueOrDefault<int>() > most) r.AddError($"'{option.Name}' must be {least} to {most}"); });
}
