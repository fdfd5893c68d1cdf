namespace Silk.NET.Input;

public enum Key
{
    Unknown = -1,
    Space = 32,
    Slash = 47,
    C = 67,
    D = 68,
    F = 70,
    H = 72,
    L = 76,
    R = 82,
    S = 83,
    T = 84,
    Escape = 256,
    Enter = 257,
    Tab = 258,
    Backspace = 259,
    F1 = 290,
    KeypadEnter = 335,
    ControlLeft = 341,
}
