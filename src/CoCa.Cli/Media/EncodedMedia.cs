namespace CoCa.Cli.Media;

/// <summary>What the image encoder made of a picture or of a video's frames together.</summary>
/// <param name="Path">The file.</param>
/// <param name="Frames">Frames that went into it; 1 for a picture.</param>
/// <param name="Embedding">[E], of unit length.</param>
/// <param name="Tokens">The decoder's context [N, Dt]; empty unless it was asked for.</param>
internal sealed record EncodedMedia(string Path, int Frames, float[] Embedding, float[] Tokens);
