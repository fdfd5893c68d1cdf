namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Operator.Call("eq.Tensor", this, target);
        public Tensor eq(Scalar target) => Operator.Call("eq.Scalar", this, target);
        public Tensor ne(Tensor target) => Operator.Call("ne.Tensor", this, target);
        public Tensor ne(Scalar target) => Operator.Call("ne.Scalar", this, target);
        public Tensor lt(Tensor target) => Operator.Call("lt.Tensor", this, target);
        public Tensor lt(Scalar target) => Operator.Call("lt.Scalar", this, target);
        public Tensor gt(Tensor target) => Operator.Call("gt.Tensor", this, target);
        public Tensor gt(Scalar target) => Operator.Call("gt.Scalar", this, target);
        public Tensor le(Tensor target) => Operator.Call("le.Tensor", this, target);
        public Tensor le(Scalar target) => Operator.Call("le.Scalar", this, target);
        public Tensor ge(Tensor target) => Operator.Call("ge.Tensor", this, target);
        public Tensor ge(Scalar target) => Operator.Call("ge.Scalar", this, target);
        public Tensor bitwise_and(Tensor other) => Operator.Call("bitwise_and.Tensor", this, other);
        public Tensor bitwise_or(Tensor other) => Operator.Call("bitwise_or.Tensor", this, other);
        public Tensor bitwise_not() => Operator.Call("bitwise_not", this);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => Operator.CallNumber("allclose", this, target, rtol, atol, equal_nan) != 0;
        public Tensor masked_fill(Tensor mask, Scalar value) => Operator.Call("masked_fill.Scalar", this, mask, value);
    }
}
