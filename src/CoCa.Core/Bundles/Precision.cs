using System.Text.Json.Serialization;

namespace CoCa.Core.Bundles;

/// <summary>The number format of a bundle's weights. Graph inputs and outputs are 32-bit floats in all of them.</summary>
[JsonConverter(typeof(PrecisionConverter))]
public enum Precision
{
    /// <summary>32-bit floats.</summary>
    [JsonStringEnumMemberName("fp32")]
    Fp32,

    /// <summary>16-bit floats.</summary>
    [JsonStringEnumMemberName("fp16")]
    Fp16,

    /// <summary>8-bit integers with a scale for each output column.</summary>
    [JsonStringEnumMemberName("int8")]
    Int8,
}
