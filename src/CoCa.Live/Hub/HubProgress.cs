namespace CoCa.Live.Hub;

/// <summary>How far a file has come.</summary>
/// <param name="File">Its name.</param>
/// <param name="Received">Bytes that are here.</param>
/// <param name="Total">Bytes that it has, if the hub says so.</param>
public readonly record struct HubProgress(string File, long Received, long? Total);
