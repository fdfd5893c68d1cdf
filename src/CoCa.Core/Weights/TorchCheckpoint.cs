namespace CoCa.Core.Weights;

/// <summary>A torch zip checkpoint.</summary>
public static class TorchCheckpoint
{
    /// <summary>Opens it.</summary>
    public static TensorFile Open(string path) => throw new InvalidInputException($"{path}: torch checkpoints are not read yet");
}
