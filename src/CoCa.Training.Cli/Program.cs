using CoCa.Cli.Output;
using CoCa.Training.Cli;

return await CommandLineProgram.RunAsync("coca-train", args, App.Root).ConfigureAwait(false);
