namespace CoCa.Live.Hub;

/// <summary>How far a file has come.</summary>
/// <param name="File">Its name.</param>
/// <param name="Received">Bytes that are here.</param>
/// <param name="Total">Bytes that it has, if the hub says so.</param>
/// <param name="Trouble">Why an attempt came to nothing and what is done about it, in words for a person; null while all is well.</param>
public readonly record struct HubProgress(string File, long Received, long? Total, string? Trouble = null);
