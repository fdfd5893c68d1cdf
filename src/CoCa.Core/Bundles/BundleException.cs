namespace CoCa.Core.Bundles;

/// <summary>A bundle is damaged, incomplete, of a newer version, or cannot be written.</summary>
public sealed class BundleException(string message, Exception? inner = null) : InvalidInputException(message, inner);
