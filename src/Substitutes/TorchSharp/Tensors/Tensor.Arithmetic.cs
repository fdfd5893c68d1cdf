namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Operator.Call("abs", this);
        public Tensor exp() => Operator.Call("exp", this);
        public Tensor log() => Operator.Call("log", this);
        public Tensor neg() => Operator.Call("neg", this);
        public Tensor reciprocal() => Operator.Call("reciprocal", this);
        public Tensor sigmoid() => Operator.Call("sigmoid", this);
        public Tensor sqrt() => Operator.Call("sqrt", this);
        public Tensor square() => Operator.Call("square", this);
        public Tensor tanh() => Operator.Call("tanh", this);
        public Tensor relu6() => hardtanh(0, 6);
        public Tensor hardtanh(Scalar min, Scalar max) => Operator.Call("hardtanh", this, min, max);
        public Tensor gelu() => Operator.Call("gelu", this);

        public Tensor add(Tensor target) => Operator.Call("add.Tensor", this, target);
        public Tensor add(Scalar scalar) => Operator.Call("add.Scalar", this, scalar);
        public Tensor add(Tensor target, Scalar alpha) => Operator.Call("add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar, Scalar alpha) => Operator.Call("add.Scalar", this, scalar, alpha);
        public Tensor add_(Tensor target) => Operator.InPlace("add_.Tensor", this, target);
        public Tensor add_(Scalar scalar) => Operator.InPlace("add_.Scalar", this, scalar);
        public Tensor add_(Tensor target, Scalar alpha) => Operator.InPlace("add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar, Scalar alpha) => Operator.InPlace("add_.Scalar", this, scalar, alpha);
        public Tensor sub(Tensor target) => Operator.Call("sub.Tensor", this, target);
        public Tensor sub(Scalar target) => Operator.Call("sub.Scalar", this, target);
        public Tensor mul(Tensor target) => Operator.Call("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => Operator.Call("mul.Scalar", this, target);
        public Tensor mul_(Tensor target) => Operator.InPlace("mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => Operator.InPlace("mul_.Scalar", this, target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Operator.Call("div.Tensor_mode", this, target, Rounding(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Operator.Call("div.Scalar_mode", this, target, Rounding(rounding_mode));
        public Tensor maximum(Tensor other) => Operator.Call("maximum", this, other);
        public Tensor minimum(Tensor other) => Operator.Call("minimum", this, other);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Operator.InPlace("clamp_", this, min, max);
        public Tensor clamp_min(Scalar min) => Operator.Call("clamp_min", this, min);
        public Tensor lerp_(Tensor end, Tensor weight) => Operator.InPlace("lerp_.Tensor", this, end, weight);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Operator.InPlace("addcmul_", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Operator.InPlace("addcdiv_", this, tensor1, tensor2, value);

        private static string? Rounding(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();
    }
}
