using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static class autograd
    {
        /// <summary>Gradients of <paramref name="outputs"/> with respect to <paramref name="inputs"/>; what the leaves gathered stays as it is.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] roots = Handles(outputs), by = Handles(inputs), found = new nint[inputs.Count];
            nint[] seeds = Seeds(grad_outputs, roots.Length);
            fixed (nint* r = roots, b = by, s = seeds, f = found)
                if (Shim.ct_gradients(r, s, roots.Length, b, by.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, f) < 0) throw Failure("autograd.grad", outputs);
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return [.. found.Select(h => h == 0 ? null! : new Tensor(h))];
        }

        /// <summary>Adds to each leaf's <see cref="Tensor.grad"/> the gradient of the tensors, weighted by <paramref name="grad_tensors"/>.</summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            if (inputs is not null) throw new NotSupportedException("backward to chosen inputs: use autograd.grad");
            nint[] roots = Handles(tensors), seeds = Seeds(grad_tensors, tensors.Count);
            fixed (nint* r = roots, s = seeds)
                if (Shim.ct_backward(r, s, roots.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0) < 0) throw Failure("backward", tensors);
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
        }

        private static nint[] Handles(IList<Tensor> tensors) => [.. tensors.Select(t => t.Handle)];

        private static nint[] Seeds(IList<Tensor>? seeds, int count)
        {
            if (seeds is not null && seeds.Count != count) throw new ArgumentException($"{seeds.Count} gradients for {count} tensors");
            return seeds is null ? new nint[count] : [.. seeds.Select(t => t?.Handle ?? 0)];
        }

        private static ExternalException Failure(string what, IEnumerable<Tensor> of) =>
            new($"{Shim.Error().TrimEnd()}\nin {what}({string.Join(", ", of.Select(t => t.Describe()))})");
    }
}
