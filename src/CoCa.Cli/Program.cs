using CoCa.Cli;
using CoCa.Cli.Output;

return await CommandLineProgram.RunAsync("coca", args, App.Root, alone: "demo").ConfigureAwait(false);
