using CoCa.Cli.Output;
using CoCa.Training.Cli;
using CoCa.Training.Running;

NativeSettings.Apply();
return await CommandLineProgram.RunAsync("coca-train", args, App.Root).ConfigureAwait(false);
