namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Operator.Call("view", this, shape);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor reshape(params long[] shape) => Operator.Call("reshape", this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Operator.Call("flatten.using_ints", this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes)
        {
            long at = dim < 0 ? dim + ndim : dim;
            return reshape([.. shape[..(int)at], .. sizes, .. shape[((int)at + 1)..]]);
        }

        public Tensor transpose(long dim0, long dim1) => Operator.Call("transpose.int", this, dim0, dim1);
        public Tensor t() => Operator.Call("t", this);
        public Tensor T => Operator.Call("numpy_T", this);
        public Tensor mT => transpose(-2, -1);
        public Tensor permute(params long[] permutation) => Operator.Call("permute", this, permutation);
        public Tensor contiguous() => Operator.Call("contiguous", this);
        public Tensor unsqueeze(long dim) => Operator.Call("unsqueeze", this, dim);
        public Tensor squeeze(long? dim = null) => dim is { } d ? Operator.Call("squeeze.dim", this, d) : Operator.Call("squeeze", this);
        public Tensor expand(params long[] sizes) => Operator.Call("expand", this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Operator.Call("expand", this, sizes, isImplicit);
        public Tensor expand_as(Tensor other) => expand(other.shape);
        public Tensor broadcast_to(params long[] shape) => Operator.Call("broadcast_to", this, shape);
        public Tensor repeat(params long[] sizes) => Operator.Call("repeat", this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => Operator.Call("repeat_interleave.self_int", this, repeats, dim, output_size);
        public Tensor flip(params long[] dims) => Operator.Call("flip", this, dims);
        public Tensor roll(long shifts, long? dims = null) => Operator.Call("roll", this, shifts, dims is { } d ? new long[] { d } : []);
        public Tensor triu(long diagonal = 0) => Operator.Call("triu", this, diagonal);
        public Tensor tril(long diagonal = 0) => Operator.Call("tril", this, diagonal);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Operator.Call("diagonal", this, offset, dim1, dim2);

        public Tensor[] chunk(long chunks, long dim = 0) => Operator.CallList("chunk", chunks, this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => Operator.CallList("split.Tensor", this.size(dim) / Math.Max(size, 1) + 1, this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Operator.CallList("split_with_sizes", sizes.Length, this, sizes, dim);
        public Tensor[] unbind(long dimension = 0) => Operator.CallList("unbind.int", size((int)dimension), this, dimension);
    }
}
