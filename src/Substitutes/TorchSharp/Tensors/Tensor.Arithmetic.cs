namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Operator.Call("abs", this);
        public Tensor erf() => Operator.Call("erf", this);
        public Tensor exp() => Operator.Call("exp", this);
        public Tensor floor() => Operator.Call("floor", this);
        public Tensor log() => Operator.Call("log", this);
        public Tensor log1p() => Operator.Call("log1p", this);
        public Tensor neg() => Operator.Call("neg", this);
        public Tensor reciprocal() => Operator.Call("reciprocal", this);
        public Tensor relu() => Operator.Call("relu", this);
        public Tensor round(long decimals = 0) => Operator.Call("round.decimals", this, decimals);
        public Tensor rsqrt() => Operator.Call("rsqrt", this);
        public Tensor sigmoid() => Operator.Call("sigmoid", this);
        public Tensor sin() => Operator.Call("sin", this);
        public Tensor cos() => Operator.Call("cos", this);
        public Tensor sqrt() => Operator.Call("sqrt", this);
        public Tensor square() => Operator.Call("square", this);
        public Tensor tanh() => Operator.Call("tanh", this);
        public Tensor silu() => Operator.Call("silu", this);
        public Tensor relu6() => hardtanh(0, 6);
        public Tensor hardtanh(Scalar min, Scalar max) => Operator.Call("hardtanh", this, min, max);
        public Tensor hardswish() => Operator.Call("hardswish", this);
        public Tensor gelu() => Operator.Call("gelu", this);
        public Tensor gelu(Modules.GELU.Approximate approximate) => Operator.Call("gelu", this, approximate.ToString());
        public Tensor abs_() => Operator.InPlace("abs_", this);
        public Tensor exp_() => Operator.InPlace("exp_", this);
        public Tensor log_() => Operator.InPlace("log_", this);
        public Tensor neg_() => Operator.InPlace("neg_", this);
        public Tensor relu_() => Operator.InPlace("relu_", this);
        public Tensor rsqrt_() => Operator.InPlace("rsqrt_", this);
        public Tensor sigmoid_() => Operator.InPlace("sigmoid_", this);
        public Tensor sqrt_() => Operator.InPlace("sqrt_", this);
        public Tensor tanh_() => Operator.InPlace("tanh_", this);
        public Tensor sign() => Operator.Call("sign", this);
        public Tensor isnan() => Operator.Call("isnan", this);
        public Tensor isinf() => Operator.Call("isinf", this);
        public Tensor isfinite() => Operator.Call("isfinite", this);

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
        public Tensor sub_(Tensor target) => Operator.InPlace("sub_.Tensor", this, target);
        public Tensor sub_(Scalar target) => Operator.InPlace("sub_.Scalar", this, target);
        public Tensor mul(Tensor target) => Operator.Call("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => Operator.Call("mul.Scalar", this, target);
        public Tensor mul_(Tensor target) => Operator.InPlace("mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => Operator.InPlace("mul_.Scalar", this, target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Operator.Call("div.Tensor_mode", this, target, Rounding(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Operator.Call("div.Scalar_mode", this, target, Rounding(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Operator.InPlace("div_.Tensor_mode", this, target, Rounding(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Operator.InPlace("div_.Scalar_mode", this, target, Rounding(rounding_mode));
        public Tensor pow(Tensor exponent) => Operator.Call("pow.Tensor_Tensor", this, exponent);
        public Tensor pow(Scalar exponent) => Operator.Call("pow.Tensor_Scalar", this, exponent);
        public Tensor pow_(Scalar exponent) => Operator.InPlace("pow_.Scalar", this, exponent);
        public Tensor remainder(Scalar scalar) => Operator.Call("remainder.Scalar", this, scalar);
        public Tensor floor_divide(Scalar other) => Operator.Call("floor_divide.Scalar", this, other);
        public Tensor maximum(Tensor other) => Operator.Call("maximum", this, other);
        public Tensor minimum(Tensor other) => Operator.Call("minimum", this, other);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operator.Call("clamp", this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Operator.InPlace("clamp_", this, min, max);
        public Tensor clamp_min(Scalar min) => Operator.Call("clamp_min", this, min);
        public Tensor clamp_max(Scalar max) => Operator.Call("clamp_max", this, max);
        public Tensor lerp(Tensor end, Tensor weight) => Operator.Call("lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Operator.InPlace("lerp_.Tensor", this, end, weight);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Operator.Call("addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Operator.InPlace("addcmul_", this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Operator.Call("addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Operator.InPlace("addcdiv_", this, tensor1, tensor2, value);

        private static string? Rounding(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();
    }
}
