using System.Buffers.Binary;
using System.Text;

namespace CoCa.Core.Weights.Torch;

/// <summary>
/// Runs the part of pickle (protocols 2 to 5) that <c>torch.save</c> writes. Values are null, <see cref="bool"/>, <see cref="long"/>,
/// <see cref="double"/>, <see cref="string"/>, <c>object[]</c> (tuples), <c>List&lt;object&gt;</c>, <see cref="PickleDictionary"/>,
/// <see cref="TorchGlobal"/>, <see cref="TorchStorage"/> and <see cref="TorchTensor"/>. Time and memory are linear in the pickle's length.
/// </summary>
internal ref struct PickleMachine
{
    /// <summary>The longest pickle that is run; those of large models have less than 1 MB.</summary>
    public const int MaximumLength = 16 << 20;

    // A tensor takes about 25, and an operation of one byte makes an object of up to 64.
    private const int MaximumSteps = 4_000_000;

    private readonly ReadOnlySpan<byte> _code;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _at;

    private PickleMachine(ReadOnlySpan<byte> code) => _code = code;

    /// <summary>The value that a pickle makes.</summary>
    /// <exception cref="InvalidInputException">It is damaged, or wants what is not on the list.</exception>
    public static object? Run(ReadOnlySpan<byte> pickle)
    {
        if (pickle.Length > MaximumLength) throw new InvalidInputException($"the pickle has {pickle.Length} bytes, expected at most {MaximumLength}");
        var machine = new PickleMachine(pickle);
        for (int steps = 0; steps < MaximumSteps; steps++)
            if (!machine.Step()) return machine.Pop();
        throw new InvalidInputException($"the pickle goes on after {MaximumSteps} operations, expected a dictionary of tensors");
    }

    private bool Step()
    {
        byte code = Take(1)[0];
        switch ((char)code)
        {
            case '.': return false;
            case '\x80': Take(1); break; // protocol
            case '\x95': Take(8); break; // frame
            case '(': _marks.Add(_stack.Count); break;
            case '0': Pop(); break;
            case '1': PopToMark(); break;
            case '2': Push(Top()); break;
            case 'N': Push(null); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case 'K': Push((long)Take(1)[0]); break;
            case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case '\x8a': PushLong(Take(Take(1)[0])); break;
            case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case 'X': PushText(Length4()); break;
            case '\x8c': PushText(Take(1)[0]); break;
            case '\x8d': PushText(Length8()); break;
            case 'T': case 'B': PushText(Length4()); break; // byte strings: nothing of what is read is one
            case 'U': case 'C': PushText(Take(1)[0]); break;
            case ')': Push(Array.Empty<object?>()); break;
            case 't': Push(PopToMark()); break;
            case '\x85': PushTuple(1); break;
            case '\x86': PushTuple(2); break;
            case '\x87': PushTuple(3); break;
            case ']': Push(new List<object?>()); break;
            case 'l': Push(new List<object?>(PopToMark())); break;
            case 'a': Append([Pop()]); break;
            case 'e': Append(PopToMark()); break;
            case '}': Push(new PickleDictionary()); break;
            case 'd': object?[] pairs = PopToMark(); Push(new PickleDictionary()); SetItems(pairs); break;
            case 's': object? value = Pop(); SetItems([Pop(), value]); break;
            case 'u': SetItems(PopToMark()); break;
            case 'h': Recall(Take(1)[0]); break;
            case 'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case 'q': _memo[Take(1)[0]] = Top(); break;
            case 'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); break;
            case '\x94': _memo[(uint)_memo.Count] = Top(); break;
            case 'c': Push(TorchGlobal.Find(Line(), Line())); break;
            case '\x93': object? name = Pop(); Push(Pop() is string module && name is string text ? TorchGlobal.Find(module, text) : throw Damaged("a name that is no text")); break;
            case 'R': object? arguments = Pop(); Push(Call(Pop(), arguments)); break;
            case 'b': Pop(); if (Top() is not PickleDictionary) throw Damaged("a state for what has none"); break; // an OrderedDict's attributes
            case 'Q': Push(TorchGlobal.Load(Pop())); break;
            case 'i': TorchGlobal.Find(Line(), Line()); throw Damaged("an instance of a class");
            default: throw Damaged($"the operation 0x{code:x2}, which torch does not write for tensors,");
        }
        return true;
    }

    private static object? Call(object? callee, object? arguments) => callee is TorchGlobal { Call: { } call } && arguments is object?[] list
        ? call(list)
        : throw new InvalidInputException("the pickle calls what is no function");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _code.Length - _at) throw new InvalidInputException($"the pickle ends at byte {_code.Length}, in the middle");
        ReadOnlySpan<byte> taken = _code.Slice(_at, count);
        _at += count;
        return taken;
    }

    private int Length4() => Length(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));

    private int Length8() => Length(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));

    private readonly int Length(ulong length) => length <= (ulong)(_code.Length - _at) ? (int)length : throw Damaged($"a text of {length} bytes");

    private void PushText(int length) => Push(Encoding.UTF8.GetString(Take(length)));

    /// <summary>A little-endian two's complement number. Longer ones than 64 bits (a random generator's state) are read by nobody.</summary>
    private void PushLong(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8) { Push(null); return; }
        long result = 0;
        for (int i = 0; i < bytes.Length; i++) result |= (long)bytes[i] << (8 * i);
        int unused = 64 - 8 * bytes.Length;
        Push(unused is 0 or 64 ? result : result << unused >> unused);
    }

    private string Line()
    {
        int length = _code[_at..].IndexOf((byte)'\n');
        if (length is < 0 or > 256) throw Damaged("a name without an end");
        string line = Encoding.UTF8.GetString(Take(length));
        _at++;
        return line;
    }

    private readonly void Push(object? value) => _stack.Add(value);

    private readonly object? Top() => _stack.Count > Floor ? _stack[^1] : throw Damaged("too few values");

    private readonly object? Pop()
    {
        object? value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    /// <summary>Values below the innermost mark are out of reach, as in Python.</summary>
    private readonly int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private readonly object?[] PopToMark()
    {
        if (_marks.Count == 0) throw Damaged("no mark");
        int from = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        object?[] values = [.. _stack[from..]];
        _stack.RemoveRange(from, values.Length);
        return values;
    }

    private readonly void PushTuple(int count)
    {
        object?[] values = new object?[count];
        for (int i = count - 1; i >= 0; i--) values[i] = Pop();
        Push(values);
    }

    private readonly void Append(object?[] values)
    {
        if (Top() is not List<object?> list) throw Damaged("items for what is no list");
        list.AddRange(values);
    }

    private readonly void SetItems(object?[] pairs)
    {
        if (Top() is not PickleDictionary dictionary || pairs.Length % 2 != 0) throw Damaged("items for what is no dictionary");
        for (int i = 0; i < pairs.Length; i += 2) dictionary.Items.Add((pairs[i], pairs[i + 1]));
    }

    private readonly void Recall(uint index) => Push(_memo.TryGetValue(index, out object? value) ? value : throw Damaged($"a value {index} that was not kept"));

    private readonly InvalidInputException Damaged(string what) => new($"the pickle has {what} at byte {_at}: it is damaged, or no checkpoint");
}
