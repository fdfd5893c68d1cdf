namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Operator.Call("view", this, shape);
        public Tensor reshape(params long[] shape) => Operator.Call("reshape", this, shape);
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
        public Tensor expand(params long[] sizes) => Operator.Call("expand", this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Operator.Call("expand", this, sizes, isImplicit);
        public Tensor repeat(params long[] sizes) => Operator.Call("repeat", this, sizes);
        public Tensor triu(long diagonal = 0) => Operator.Call("triu", this, diagonal);
        public Tensor tril(long diagonal = 0) => Operator.Call("tril", this, diagonal);

        public Tensor[] chunk(long chunks, long dim = 0) => Operator.CallList("chunk", chunks, this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => Operator.CallList("split.Tensor", this.size(dim) / Math.Max(size, 1) + 1, this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Operator.CallList("split_with_sizes", sizes.Length, this, sizes, dim);
    }
}
