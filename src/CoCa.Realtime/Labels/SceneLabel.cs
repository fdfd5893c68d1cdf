namespace CoCa.Realtime.Labels;

/// <summary>What a clip of a scene says of one label.</summary>
/// <param name="Name">The label.</param>
/// <param name="On">It goes on at this smoothed probability; 0 to 1.</param>
/// <param name="Off">It goes off below this one; 0 to <paramref name="On"/>.</param>
/// <param name="Usual">How far its cosine usually lies above the level of wrong labels in this scene, while it is not seen; the scene's history begins with it.</param>
public sealed record SceneLabel(string Name, double On, double Off, float Usual);
