namespace CoCa.Export;

/// <summary>How far an export is: a graph begins.</summary>
/// <param name="Graph">The graph that is written now.</param>
/// <param name="Done">Graphs that are written.</param>
/// <param name="Total">Graphs in all. The first reads most of the weights.</param>
public readonly record struct ExportProgress(string Graph, int Done, int Total);
