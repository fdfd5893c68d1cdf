namespace CoCa.Live.Hub;

/// <summary>A model's files on this machine.</summary>
/// <param name="Folder">The folder that holds them.</param>
/// <param name="Config">The configuration's file name.</param>
/// <param name="Weights">The weights' file name.</param>
/// <param name="HasTokenizer">Are a tokenizer's files there too?</param>
/// <param name="Commit">The commit that they are of, where the hub names one.</param>
public sealed record HubSnapshot(string Folder, string Config, string Weights, bool HasTokenizer, string? Commit);
