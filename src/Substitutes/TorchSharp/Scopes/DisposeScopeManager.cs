namespace TorchSharp;

/// <summary>Each thread's innermost scope, and its count of what came and went.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScope? s_current;
    [ThreadStatic] private static ThreadDisposeScopeStatistics? s_statistics;

    public static ThreadDisposeScopeStatistics Statistics => s_statistics ??= new ThreadDisposeScopeStatistics();

    internal static DisposeScope? Current => s_current;

    internal static DisposeScope Enter() => s_current = new DisposeScope(s_current);

    /// <summary>Scopes usually end in the reverse order of their beginning; one that does not is taken out of the middle.</summary>
    internal static void Leave(DisposeScope scope)
    {
        if (ReferenceEquals(s_current, scope)) s_current = scope.Outer;
        for (DisposeScope? inner = s_current; inner is not null; inner = inner.Outer)
            if (ReferenceEquals(inner.Outer, scope)) inner.Outer = scope.Outer;
    }

    /// <summary>A new tensor belongs to the innermost scope of its thread, if there is one.</summary>
    internal static DisposeScope? Register(torch.Tensor tensor)
    {
        LifetimeStatistics statistics = Statistics.TensorStatistics;
        if (s_current is { } scope)
        {
            statistics.CreatedInScopeCount++;
            scope.Hold(tensor);
            return scope;
        }
        statistics.CreatedOutsideScopeCount++;
        return null;
    }
}
