using CoCa.Bench;
using CoCa.Bench.Soaks;

Dictionary<string, Func<string[], Task<bool>>> subjects = new(StringComparer.Ordinal)
{
    ["merge"] = Timed(MergeBench.Run),
    ["preprocess"] = Timed(PreprocessBench.Run),
    ["tokenizer"] = Timed(TokenizerBench.Run),
    ["window"] = Timed(WindowBench.Run),
    ["allocations"] = Timed(AllocationBench.Run),
    ["overload"] = OverloadSoak.RunAsync,
    ["share"] = ShareSoak.RunAsync,
    ["soak"] = LongSoak.RunAsync,
    ["reconnect"] = ReconnectSoak.RunAsync,
    ["opens"] = OpensSoak.RunAsync,
};
if (args.Length >= 1 && subjects.TryGetValue(args[0], out Func<string[], Task<bool>>? run)) return await run(args[1..]) ? 0 : 1;
Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Bench -- {string.Join('|', subjects.Keys)} [MINUTES]");
return 2;

static Func<string[], Task<bool>> Timed(Action subject) => _ =>
{
    subject();
    return Task.FromResult(true);
};
