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
        public Tensor var(bool unbiased = true) => Operator.Call("var", this, unbiased);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Cast(Operator.Call("var.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor std(bool unbiased = true) => Operator.Call("std", this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Cast(Operator.Call("std.dim", this, dimensions, unbiased, keepdim), type);

        public Tensor max() => Operator.Call("max", this);
        public Tensor max(Tensor other) => maximum(other);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Operator.CallTwo("max.dim", this, dim, keepdim);


        public Tensor softmax(long dim, ScalarType? dtype = null) => Operator.Call("softmax.int", this, dim, dtype);
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
