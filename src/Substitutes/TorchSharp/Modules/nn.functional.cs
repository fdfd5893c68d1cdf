namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Operator.Call("linear", input, weights, bias);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Operator.Call("layer_norm", input, normalized_shape, weight, bias, eps);

            public static Tensor gelu(Tensor x) => Operator.Call("gelu", x, "none");

            public static Tensor relu6(Tensor x, bool inplace = false) =>
                inplace ? Operator.InPlace("hardtanh_", x, 0.0, 6.0) : Operator.Call("hardtanh", x, 0.0, 6.0);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Operator.InPlace("dropout_", input, p, training) : Operator.Call("dropout", input, p, training);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Operator.Call("conv2d", input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                string name = mode is PaddingModes.Zeros or PaddingModes.Constant ? "constant" : mode.ToString().ToLowerInvariant();
                return Operator.Call("pad", input, pad, name, name == "constant" ? value : Value.None);
            }

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                Operator.Call("cross_entropy_loss", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>Divides by the p-norm along a dimension, or by <paramref name="eps"/> where the norm is less.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1, double eps = 1e-12)
            {
                using Tensor norm = Operator.Call("norm.ScalarOpt_dim", input, p, new[] { dim }, true);
                using Tensor bounded = norm.clamp_min(eps);
                return input.div(bounded);
            }
        }
    }
}
