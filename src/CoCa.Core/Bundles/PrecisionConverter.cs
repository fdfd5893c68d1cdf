using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>The names of precisions; never their numbers.</summary>
internal sealed class PrecisionConverter() : JsonStringEnumConverter<Precision>(namingPolicy: null, allowIntegerValues: false);
