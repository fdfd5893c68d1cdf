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
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);
    public static bool is_grad_enabled() => Shim.ct_grad_enabled() != 0;

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
