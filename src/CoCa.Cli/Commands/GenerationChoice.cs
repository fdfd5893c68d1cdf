using System.CommandLine;
using CoCa.Core;
using CoCa.Inference;
using CoCa.Inference.Generation;

namespace CoCa.Cli.Commands;

/// <summary>The options that say how captions are made.</summary>
internal sealed class GenerationChoice
{
    private readonly Option<string> _method;
    private readonly Option<int> _beams = new("--beams") { Description = "Width of the beam searches", DefaultValueFactory = _ => 6 };
    private readonly Option<double> _length = new("--length-penalty") { Description = "beam: 0: the most probable caption; 1: the one whose tokens are most probable on average, a longer one", DefaultValueFactory = _ => GenerationOptions.Default.LengthPenalty };
    private readonly Option<int> _groups = new("--beam-groups") { Description = "openclip: groups that share the beams (the reference: 3)", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _topK = new("--top-k") { Description = "sample: keep the k most probable tokens; 0: all" };
    private readonly Option<double> _topP = new("--top-p") { Description = "sample: keep the most probable tokens up to this probability", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _temperature = new("--temperature") { Description = "sample: above 1 flatter, below 1 sharper", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _penalty = new("--repetition-penalty") { Description = "Above 1: tokens that came before become less likely", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _ngram = new("--no-repeat-ngram") { Description = "No n tokens in a row come twice; 0: off" };
    private readonly Option<int> _min = new("--min-length") { Description = "Tokens of a caption at least, start and end included", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _max = new("--max-length") { Description = "Tokens of a caption at most, start and end included", DefaultValueFactory = _ => 30 };
    private readonly Option<string?> _prompt = new("--prompt") { Description = "How every caption begins: a text, or ids with commas for a bundle without a tokenizer" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "sample: the same seed gives the same captions" };

    /// <summary>Adds the options to a command.</summary>
    public GenerationChoice(Command command, string method)
    {
        _method = new("--method") { Description = "beam: true log-probability beams; greedy; sample; openclip: the reference's beam search", DefaultValueFactory = _ => method };
        _method.AcceptOnlyFromAmong("beam", "greedy", "sample", "openclip");
        foreach (Option option in (Option[])[_method, _beams, _length, _groups, _topK, _topP, _temperature, _penalty, _ngram, _min, _max, _prompt, _seed]) command.Add(option);
    }

    /// <summary>The options' values for a model; the lengths' defaults give way to a model with a short context.</summary>
    public GenerationOptions Read(ParseResult parsed, CoCaModel model)
    {
        GenerationOptions options = Options(parsed, model.Captioner.MaxLength);
        if (options.MaxLength > model.Captioner.MaxLength) throw new InvalidInputException($"--max-length is {options.MaxLength}, this model's captions have at most {model.Captioner.MaxLength} tokens");
        return parsed.GetValue(_prompt) is { Length: > 0 } prompt ? options with { Prompts = [Ids(prompt, model)] } : options;
    }

    /// <summary>Checks what can be checked before there is a model.</summary>
    /// <exception cref="UsageException">A value is out of its range.</exception>
    public void Check(ParseResult parsed) => Options(parsed, int.MaxValue);

    private GenerationOptions Options(ParseResult parsed, int longest)
    {
        string method = parsed.GetRequiredValue(_method);
        int max = parsed.GetValue(_max), min = parsed.GetValue(_min);
        // A length that was given draws the other's default along.
        if (parsed.GetResult(_max) is null or { Implicit: true }) max = Math.Min(max, longest);
        if (parsed.GetResult(_min) is null or { Implicit: true }) min = Math.Min(min, max - 1);
        GenerationOptions options = new()
        {
            Method = method == "openclip" ? GenerationMethod.OpenClipBeam : Enum.Parse<GenerationMethod>(method, ignoreCase: true),
            Beams = parsed.GetValue(_beams),
            LengthPenalty = parsed.GetValue(_length),
            BeamGroups = method == "openclip" ? parsed.GetValue(_groups) : 1,
            TopK = parsed.GetValue(_topK),
            TopP = parsed.GetValue(_topP),
            Temperature = parsed.GetValue(_temperature),
            RepetitionPenalty = parsed.GetValue(_penalty),
            NoRepeatNgram = parsed.GetValue(_ngram),
            MinLength = min,
            MaxLength = max,
            Seed = parsed.GetValue(_seed),
        };
        CommonOptions.Checked(options.Validate);
        return options;
    }

    /// <summary>A caption as a person reads it; for a bundle without a tokenizer its ids.</summary>
    public static string TextOf(GeneratedCaption caption) => caption.Text ?? string.Join(' ', caption.Ids);

    private static long[] Ids(string prompt, CoCaModel model)
    {
        if (model.Tokenizer is { } tokenizer)
        {
            long[] row = new long[model.Config.Text.ContextLength];
            int count = tokenizer.Encode(prompt, row);
            return row[..(count - 1)]; // without the end
        }
        try
        {
            return [.. prompt.Split(',').Select(i => long.Parse(i, System.Globalization.CultureInfo.InvariantCulture))];
        }
        catch (FormatException)
        {
            throw new UsageException($"--prompt is \"{prompt}\": this bundle has no tokenizer, give ids with commas between");
        }
    }
}
