namespace TorchSharp;

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Enter();

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>Of this thread, until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>For libtorch's own loops and for OpenBLAS alike.</summary>
    public static void set_num_threads(int num) => Shim.Check(Shim.ct_set_threads(num));
    public static int get_num_threads() => Shim.ct_threads();

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = Shim.ct_grad_enabled();

        public GradMode(bool on) => Shim.ct_set_grad_enabled(on ? 1 : 0);

        public void Dispose() => Shim.ct_set_grad_enabled(_before);
    }
}
