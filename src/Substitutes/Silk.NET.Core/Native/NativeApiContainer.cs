using Silk.NET.Core.Contexts;

namespace Silk.NET.Core.Native;

public abstract class NativeApiContainer : IDisposable
{
    private protected NativeApiContainer(INativeContext ctx) => Context = ctx;

    public INativeContext Context { get; }

    // The context is the window's.
    public void Dispose() => GC.SuppressFinalize(this);
}
