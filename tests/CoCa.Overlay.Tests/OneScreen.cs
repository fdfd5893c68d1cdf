namespace CoCa.Overlay.Tests;

/// <summary>Tests that share the screen, one after the other.</summary>
[CollectionDefinition("screen", DisableParallelization = true)]
public sealed class OneScreen : ICollectionFixture<Display>;
