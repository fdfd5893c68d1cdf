namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Operator.Call("sum", this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Operator.Call("sum.dim_IntList", this, dim, keepdim, type);
        public Tensor mean() => Operator.Call("mean", this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Operator.Call("mean.dim", this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => Operator.Call("prod", this, type);
        public Tensor var(bool unbiased = true) => Operator.Call("var", this, unbiased);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Cast(Operator.Call("var.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor std(bool unbiased = true) => Operator.Call("std", this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Cast(Operator.Call("std.dim", this, dimensions, unbiased, keepdim), type);

        public Tensor max() => Operator.Call("max", this);
        public Tensor max(Tensor other) => maximum(other);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Operator.CallTwo("max.dim", this, dim, keepdim);
        public Tensor min() => Operator.Call("min", this);
        public Tensor min(Tensor other) => minimum(other);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Operator.CallTwo("min.dim", this, dim, keepdim);
        public Tensor amax(params long[] dims) => Operator.Call("amax", this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Operator.Call("amax", this, dims, keepdim));
        public Tensor amin(params long[] dims) => Operator.Call("amin", this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Operator.Call("amin", this, dims, keepdim));
        public Tensor argmax() => Operator.Call("argmax", this);
        public Tensor argmax(long dim, bool keepdim = false) => Operator.Call("argmax", this, dim, keepdim);
        public Tensor argmin() => Operator.Call("argmin", this);
        public Tensor argmin(long dim, bool keepdim = false) => Operator.Call("argmin", this, dim, keepdim);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => Operator.CallTwo("topk", this, k, dim, largest, sorted);
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => Operator.CallTwo("sort.stable", this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => Operator.Call("argsort", this, dim, descending);
        public Tensor cumsum(long dim, ScalarType? type = null) => Operator.Call("cumsum", this, dim, type);

        public Tensor any() => Operator.Call("any", this);
        public Tensor any(long dim, bool keepdim = false) => Operator.Call("any.dim", this, dim, keepdim);
        public Tensor all() => Operator.Call("all", this);
        public Tensor all(long dim, bool keepdim = false) => Operator.Call("all.dim", this, dim, keepdim);

        public Tensor norm(float p = 2) => Operator.Call("norm.Scalar", this, (double)p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Operator.Call("norm.ScalarOpt_dim", this, (double)p, new long[] { dim }, keepdim);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Operator.Call("softmax.int", this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Operator.Call("log_softmax.int", this, dim, dtype);
        public Tensor logsumexp(long dim, bool keepdim = false) => Operator.Call("logsumexp", this, new long[] { dim }, keepdim);

        private static Tensor Cast(Tensor result, ScalarType? type)
        {
            if (type is not { } wanted || wanted == result.dtype) return result;
            using (result) return result.to_type(wanted);
        }

        private static Tensor Into(Tensor? target, Tensor result)
        {
            if (target is null) return result;
            using (result) return target.copy_(result);
        }
    }
}
