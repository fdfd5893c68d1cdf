using Silk.NET.Core.Contexts;

namespace Silk.NET.Core.Native;

public abstract class NativeAPI : NativeApiContainer
{
    protected NativeAPI(INativeContext ctx)
        : base(ctx)
    {
    }

    public abstract bool IsExtensionPresent(string extension);
}
