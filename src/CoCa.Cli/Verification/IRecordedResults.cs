namespace CoCa.Cli.Verification;

/// <summary>Computes what a file of recorded results holds, from its recorded inputs.</summary>
internal interface IRecordedResults
{
    /// <summary>The numbers of a recorded output, row-major; null if it is not known how to compute it.</summary>
    float[]? Output(string name);

    /// <summary>What the decoder attends to, [rows, N, Dt].</summary>
    /// <param name="half">Video: the first half of the frames.</param>
    float[] Context(bool half);

    /// <summary>Captions that each recorded generation has.</summary>
    int Captions { get; }
}
