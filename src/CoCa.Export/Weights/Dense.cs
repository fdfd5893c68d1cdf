namespace CoCa.Export.Weights;

/// <summary>
/// The weights of a linear layer y = x W + b, made when they are needed.
/// </summary>
/// <param name="Key">Names what W is made from and how: equal keys mean equal W.</param>
/// <param name="Inputs">Rows of W.</param>
/// <param name="Outputs">Columns of W.</param>
/// <param name="Weight">W [inputs, outputs], row-major.</param>
/// <param name="Bias">b [outputs], or null.</param>
internal sealed record Dense(string Key, int Inputs, int Outputs, Func<float[]> Weight, Func<float[]>? Bias)
{
    /// <summary>Names what b is made from and how.</summary>
    public string BiasKey { get; init; } = $"{Key}/bias";
}
