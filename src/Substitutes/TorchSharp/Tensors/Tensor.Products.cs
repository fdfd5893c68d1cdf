namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Operator.Call("matmul", this, target);
        public Tensor mm(Tensor target) => Operator.Call("mm", this, target);
        public Tensor bmm(Tensor batch2) => Operator.Call("bmm", this, batch2);
    }
}
