using CoCa.Cli;

return await App.RunAsync(args).ConfigureAwait(false);
