using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

/// <summary>
/// Calls libtorch's operators by name: <c>Operator.Call("add.Tensor", a, b)</c> is <c>aten::add</c>, overload <c>Tensor</c>. Arguments are in
/// the order of the operator's schema; those left out take its defaults. Safe from any thread. What goes wrong comes as an
/// <see cref="ExternalException"/> that names the operator with the shapes of its arguments.
/// </summary>
internal static unsafe class Operator
{
    /// <summary>No operator that we call gives more results but those that split, which have a path of their own.</summary>
    private const int FewResults = 4;

    private static readonly ConcurrentDictionary<string, nint> s_found = new(StringComparer.Ordinal);

    /// <summary>An operator with one tensor as its result.</summary>
    public static torch.Tensor Call(string name, params ReadOnlySpan<Value> arguments)
    {
        nint* outs = stackalloc nint[FewResults];
        Run(name, arguments, outs, FewResults, out _);
        return new torch.Tensor(outs[0]);
    }

    /// <summary>An operator that changes its first argument and hands it back: so does this, without a second handle of it.</summary>
    public static torch.Tensor InPlace(string name, torch.Tensor self, params ReadOnlySpan<Value> others)
    {
        nint* outs = stackalloc nint[FewResults];
        var buffer = new ValueBuffer();
        Span<Value> arguments = buffer;
        arguments[0] = self;
        others.CopyTo(arguments[1..]);
        Run(name, arguments[..(others.Length + 1)], outs, FewResults, out _);
        Shim.ct_free(outs[0]);
        return self;
    }

    /// <summary>An operator with two tensors as its results.</summary>
    public static (torch.Tensor, torch.Tensor) CallTwo(string name, params ReadOnlySpan<Value> arguments)
    {
        nint* outs = stackalloc nint[FewResults];
        Run(name, arguments, outs, FewResults, out _);
        return (new torch.Tensor(outs[0]), new torch.Tensor(outs[1]));
    }

    /// <summary>An operator whose result is a list of at most <paramref name="capacity"/> tensors.</summary>
    public static torch.Tensor[] CallList(string name, long capacity, params ReadOnlySpan<Value> arguments)
    {
        var handles = new nint[checked((int)Math.Max(capacity, 1))];
        int count;
        fixed (nint* outs = handles) count = Run(name, arguments, outs, handles.Length, out _);
        var tensors = new torch.Tensor[count];
        for (int i = 0; i < count; i++) tensors[i] = new torch.Tensor(handles[i]);
        return tensors;
    }

    /// <summary>An operator whose result is a plain number or truth value.</summary>
    public static double CallNumber(string name, params ReadOnlySpan<Value> arguments)
    {
        nint* outs = stackalloc nint[FewResults];
        Run(name, arguments, outs, FewResults, out double number);
        return number;
    }

    private static int Run(string name, ReadOnlySpan<Value> values, nint* outs, int capacity, out double number)
    {
        nint op = s_found.GetOrAdd(name, Find);
        int words = 0;
        foreach (ref readonly Value v in values) words += Words(v);
        Argument* arguments = stackalloc Argument[values.Length];
        // Lists and text of one call lie one after another in one piece of memory: on the stack if it is small.
        const int OnStack = 64;
        long* stack = stackalloc long[OnStack];
        long* memory = words <= OnStack ? stack : (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        try
        {
            long* free = memory;
            for (int i = 0; i < values.Length; i++) arguments[i] = Lay(values[i], ref free);
            double found = 0;
            int count = Shim.ct_call(op, arguments, values.Length, outs, capacity, &found);
            if (count < 0) throw Failure(name, values);
            number = found;
            return count;
        }
        finally
        {
            if (words > OnStack) NativeMemory.Free(memory);
        }
    }

    private static int Words(in Value value) => value.Reference switch
    {
        long[] ints => ints.Length,
        double[] doubles => doubles.Length,
        torch.Tensor?[] tensors => tensors.Length,
        string text => (Encoding.UTF8.GetByteCount(text) + 7) / 8,
        _ => 0,
    };

    private static Argument Lay(in Value value, ref long* free)
    {
        var argument = new Argument { Kind = value.Kind, Integer = value.Integer, Number = value.Number, Data = free };
        switch (value.Reference)
        {
            case torch.Tensor tensor:
                argument.Data = (void*)tensor.Handle;
                break;
            case torch.Generator generator:
                argument.Data = (void*)generator.Handle;
                break;
            case long[] ints:
                argument.Count = ints.Length;
                ints.CopyTo(new Span<long>(free, ints.Length));
                break;
            case double[] doubles:
                argument.Count = doubles.Length;
                doubles.CopyTo(new Span<double>(free, doubles.Length));
                break;
            case torch.Tensor?[] tensors:
                argument.Count = tensors.Length;
                for (int i = 0; i < tensors.Length; i++) ((nint*)free)[i] = tensors[i]?.Handle ?? 0;
                break;
            case string text:
                argument.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(free, Encoding.UTF8.GetByteCount(text)));
                break;
        }
        free += Words(value);
        return argument;
    }

    private static nint Find(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return Shim.Check(dot < 0 ? Shim.ct_operator("aten::" + name, "") : Shim.ct_operator("aten::" + name[..dot], name[(dot + 1)..]));
    }

    private static ExternalException Failure(string name, ReadOnlySpan<Value> values)
    {
        string message = Shim.Error().TrimEnd();
        return new ExternalException($"{message}\nin {name}({string.Join(", ", values.ToArray())})");
    }

    [InlineArray(10)]
    private struct ValueBuffer
    {
        private Value _first;
    }
}
