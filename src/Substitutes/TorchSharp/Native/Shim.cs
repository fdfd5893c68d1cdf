using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The C functions of native/torch, which says there what each does, fails by, and who owns what.</summary>
internal static unsafe partial class Shim
{
    private const string Library = "coca_torch";

    [LibraryImport(Library)] private static partial byte* ct_error();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint ct_operator(string name, string overload);
    [LibraryImport(Library)] internal static partial int ct_call(nint op, Argument* arguments, int count, nint* outs, int capacity, double* number);
    [LibraryImport(Library)] internal static partial int ct_backward(nint* roots, nint* gradients, int count, int retainGraph, int createGraph);
    [LibraryImport(Library)] internal static partial int ct_gradients(nint* roots, nint* seeds, int count, nint* inputs, int inputCount, int retainGraph, int createGraph, int allowUnused, nint* outs);

    [LibraryImport(Library)] internal static partial long ct_live();
    [LibraryImport(Library)] internal static partial long ct_peak();
    [LibraryImport(Library)] internal static partial void ct_free(nint tensor);
    [LibraryImport(Library)] internal static partial nint ct_new(long* sizes, int dimensions, int type, void* data);
    [LibraryImport(Library)] internal static partial nint ct_share(nint tensor);
    [LibraryImport(Library)] internal static partial int ct_dimensions(nint tensor);
    [LibraryImport(Library)] internal static partial void ct_sizes(nint tensor, long* sizes);
    [LibraryImport(Library)] internal static partial void ct_strides(nint tensor, long* strides);
    [LibraryImport(Library)] internal static partial int ct_type(nint tensor);
    [LibraryImport(Library)] internal static partial long ct_count(nint tensor);
    [LibraryImport(Library)] internal static partial long ct_item_size(nint tensor);
    [LibraryImport(Library)] internal static partial int ct_is_contiguous(nint tensor);
    [LibraryImport(Library)] internal static partial int ct_is_leaf(nint tensor);
    [LibraryImport(Library)] internal static partial int ct_data(nint tensor, void** address);
    [LibraryImport(Library)] internal static partial int ct_item(nint tensor, int* kind, long* integer, double* number);
    [LibraryImport(Library)] internal static partial int ct_requires_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int ct_set_requires_grad(nint tensor, int on);
    [LibraryImport(Library)] internal static partial int ct_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial nint ct_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int ct_set_grad(nint tensor, nint gradient);

    [LibraryImport(Library)] internal static partial int ct_set_threads(int count);
    [LibraryImport(Library)] internal static partial int ct_threads();
    [LibraryImport(Library)] internal static partial int ct_blas_threads();
    [LibraryImport(Library)] internal static partial int ct_grad_enabled();
    [LibraryImport(Library)] internal static partial void ct_set_grad_enabled(int on);
    [LibraryImport(Library)] internal static partial nint ct_generator(ulong* seed);
    [LibraryImport(Library)] internal static partial void ct_generator_free(nint generator);
    [LibraryImport(Library)] internal static partial int ct_generator_seed(nint generator, ulong seed);
    [LibraryImport(Library)] internal static partial ulong ct_generator_initial_seed(nint generator);
    [LibraryImport(Library)] internal static partial nint ct_generator_state(nint generator);
    [LibraryImport(Library)] internal static partial int ct_generator_set_state(nint generator, nint state);

    /// <summary>libtorch starts with one thread however many cores there are (Debian's build): it gets them all.</summary>
    static Shim() => Check(ct_set_threads(Environment.ProcessorCount));

    /// <summary>The message of this thread's last failure.</summary>
    internal static string Error() => Marshal.PtrToStringUTF8((nint)ct_error()) ?? "";

    internal static void Check(int code)
    {
        if (code < 0) throw new ExternalException(Error());
    }

    internal static nint Check(nint handle) => handle != 0 ? handle : throw new ExternalException(Error());
}
