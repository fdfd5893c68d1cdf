namespace TorchSharp;

/// <summary>
/// Disposes at its end every tensor that its thread made since its beginning, but for those moved out or detached.
/// Belongs to the thread that made it.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> _held = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScope? outer) => Outer = outer;

    internal DisposeScope? Outer { get; set; }

    public int DisposablesCount => _held.Count;
    public IReadOnlyList<IDisposable> DisposablesView => [.. _held];

    internal void Hold(IDisposable disposable) => _held.Add(disposable);

    public bool Contains(IDisposable disposable) => _held.Contains(disposable);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Outer, disposable);
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));
    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);
    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables) MoveToOther(Outer, disposable);
    }

    /// <summary>Without another scope it is detached: then whoever holds it disposes it.</summary>
    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (!_held.Remove(disposable)) return disposable;
        scope?.Hold(disposable);
        if (scope is null) DisposeScopeManager.Statistics.TensorStatistics.DetachedFromScopeCount++;
        if (disposable is torch.Tensor tensor) tensor.Scope = scope;
        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther(null, disposable);
    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (Detach(first), Detach(second));
    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables) MoveToOther(null, disposable);
    }

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            if (tensor.Scope is { } old) old._held.Remove(tensor);
            else DisposeScopeManager.Statistics.TensorStatistics.AttachedToScopeCount++;
            tensor.Scope = this;
        }
        Hold(disposable);
    }

    public void DisposeEverything()
    {
        foreach (IDisposable disposable in _held)
        {
            // The tensor need not call back: the set is cleared at once.
            if (disposable is torch.Tensor tensor)
            {
                tensor.Scope = null;
                if (!tensor.IsInvalid) 
                {
                    DisposeScopeManager.Statistics.TensorStatistics.DisposedInScopeCount++;
                    tensor.Free();
                }
            }
            else disposable.Dispose();
        }
        _held.Clear();
    }

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { keep });
        return keep;
    }

    public void DisposeEverythingBut(params IDisposable[] keep)
    {
        IDisposable[] kept = [.. keep.Where(_held.Remove)];
        DisposeEverything();
        foreach (IDisposable disposable in kept)
        {
            Hold(disposable);
            if (disposable is torch.Tensor tensor) tensor.Scope = this;
        }
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        _held.Remove(disposable);
        DisposeScopeManager.Statistics.TensorStatistics.DisposedInScopeCount++;
        if (disposable is torch.Tensor tensor) tensor.Scope = null;
    }

    public void Dispose()
    {
        DisposeEverything();
        DisposeScopeManager.Leave(this);
    }
}
