namespace CoCa.Inference;

/// <summary>What a device made of a bundle's self-test.</summary>
/// <param name="Passed">Whether the device may be used. True where the bundle has no self-test: there is nothing to fail.</param>
/// <param name="Cosine">Cosine between the recorded embedding and the device's; null where there was none to compare.</param>
/// <param name="Message">One line for a person.</param>
public readonly record struct SelfTestResult(bool Passed, double? Cosine, string Message);
