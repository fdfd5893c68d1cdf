using CoCa.Cli.Output;
using CoCa.Training.Cli;

return await CommandLineProgram.RunAsync("coca-train", args, Commands.Root).ConfigureAwait(false);
