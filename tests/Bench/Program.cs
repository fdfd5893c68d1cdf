using CoCa.Bench;

Dictionary<string, Action> subjects = new(StringComparer.Ordinal)
{
    ["merge"] = MergeBench.Run,
    ["preprocess"] = PreprocessBench.Run,
    ["tokenizer"] = TokenizerBench.Run,
};
if (args.Length == 1 && subjects.TryGetValue(args[0], out Action? run))
{
    run();
    return 0;
}
Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Bench -- {string.Join('|', subjects.Keys)}");
return 2;
