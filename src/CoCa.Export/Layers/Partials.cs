using CoCa.Export.Onnx;

namespace CoCa.Export.Layers;

/// <summary>
/// What a set of keys leaves of an attention, per head and query: the largest score m, l = sum exp(s - m) and o = sum exp(s - m) v, all fp32.
/// Partials of several sets merge exactly.
/// </summary>
/// <param name="Scores">s [B, heads, Q, N].</param>
/// <param name="Largest">m [B, heads, Q, 1].</param>
/// <param name="Sum">l [B, heads, Q, 1].</param>
/// <param name="Values">o [B, heads, Q, head size].</param>
internal readonly record struct Partials(Value Scores, Value Largest, Value Sum, Value Values);
