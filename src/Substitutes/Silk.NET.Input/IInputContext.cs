namespace Silk.NET.Input;

public interface IInputContext : IDisposable
{
    IReadOnlyList<IKeyboard> Keyboards { get; }
}
