using System.Text;
using Silk.NET.Windowing.Glfw;

namespace Silk.NET.Input.Glfw;

/// <summary>The keyboard, as a window hears it. GLFW's numbers of keys are the package's.</summary>
internal sealed class GlfwKeyboard : IKeyboard
{
    private readonly HashSet<Key> _down = [];
    private readonly GlfwWindow _window;

    public GlfwKeyboard(GlfwWindow window)
    {
        _window = window;
        window.KeyHappened += Happened;
        window.CharHappened += Typed;
    }

    public event Action<IKeyboard, Key, int>? KeyDown;

    public event Action<IKeyboard, Key, int>? KeyUp;

    public event Action<IKeyboard, char>? KeyChar;

    public string Name => "Keyboard";

    public int Index => 0;

    public bool IsConnected => true;

    public bool IsKeyPressed(Key key) => _down.Contains(key);

    public void Detach()
    {
        _window.KeyHappened -= Happened;
        _window.CharHappened -= Typed;
    }

    private void Happened(int number, int scanCode, int action)
    {
        Key key = (Key)number;
        if (action == 1 && _down.Add(key)) KeyDown?.Invoke(this, key, scanCode);
        else if (action == 0 && _down.Remove(key)) KeyUp?.Invoke(this, key, scanCode);
    }

    private void Typed(uint character)
    {
        Span<char> units = stackalloc char[2];
        foreach (char unit in units[..new Rune(character).EncodeToUtf16(units)]) KeyChar?.Invoke(this, unit);
    }
}
