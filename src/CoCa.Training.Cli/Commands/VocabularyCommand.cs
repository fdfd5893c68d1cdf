using System.CommandLine;
using CoCa.Cli;
using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Core.Tokenization;
using CoCa.Training.Data;
using CoCa.Training.Vocabulary;

namespace CoCa.Training.Cli.Commands;

/// <summary><c>coca-train vocabulary</c>: learns a byte-pair vocabulary from captions and labels.</summary>
internal static class VocabularyCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string[]> data = new("--data") { Description = "Shards, tables or folders whose captions and labels are read", HelpName = "X.tar", Required = true, AllowMultipleArgumentsPerToken = true };
        Option<int> size = new("--size") { Description = $"Tokens, {BytePairTrainer.MinSize} to {BytePairTrainer.MaxSize}; 514 of them are bytes and marks", DefaultValueFactory = _ => 3000 };
        Option<string> output = new("--out") { Description = "The folder for vocab.json and merges.txt", HelpName = "FOLDER", Required = true };
        Option<bool> json = new("--json") { Description = "One line: {\"tokens\",\"words\",\"texts\"}" };
        Command command = new("vocabulary", "Learns a CLIP-style byte-pair vocabulary from captions and labels.");
        foreach (Option option in (Option[])[data, size, output, json]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            BytePairTrainer trainer = new();
            int texts = await ProgressBar.RunAsync(terminal, progress => Task.Run(() => parsed.GetRequiredValue(data).Sum(path => AddAll(trainer, path, terminal, progress, cancellation)), cancellation)).ConfigureAwait(false);
            ClipTokenizer tokenizer = trainer.Train(parsed.GetValue(size), parsed.GetRequiredValue(output));
            if (!parsed.GetValue(json)) terminal.Line($"{tokenizer.VocabularySize} tokens from {trainer.WordCount} different words in {texts} texts: {parsed.GetRequiredValue(output)}");
            else terminal.Json(j =>
            {
                j.WriteStartObject();
                j.WriteNumber("tokens", tokenizer.VocabularySize);
                j.WriteNumber("words", trainer.WordCount);
                j.WriteNumber("texts", texts);
                j.WriteEndObject();
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static int AddAll(BytePairTrainer trainer, string path, Terminal terminal, ProgressBar progress, CancellationToken cancellation)
    {
        int texts = 0;
        using ISampleSource source = SampleSource.Open(path);
        foreach (string notice in source.Notices) terminal.Note(notice);
        for (int i = 0; i < source.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report(path, i, source.Count);
            try
            {
                TrainingSample sample = source.Read(i);
                foreach (string text in sample.Label is { } label ? sample.Captions.Append(label) : sample.Captions)
                {
                    trainer.Add(text);
                    texts++;
                }
            }
            catch (InvalidInputException e)
            {
                terminal.Complain(e.Message);
            }
        }
        return texts;
    }
}
