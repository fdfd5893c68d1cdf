namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Operator.Call("matmul", this, target);
        public Tensor mm(Tensor target) => Operator.Call("mm", this, target);
        public Tensor bmm(Tensor batch2) => Operator.Call("bmm", this, batch2);
        public Tensor dot(Tensor target) => Operator.Call("dot", this, target);
        public Tensor outer(Tensor vec2) => Operator.Call("outer", this, vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Operator.Call("addmm", this, mat1, mat2, (double)beta, (double)alpha);
    }
}
