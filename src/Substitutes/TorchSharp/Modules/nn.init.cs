namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors in place, unrecorded.</summary>
        public static class init
        {
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            public enum NonlinearityType
            {
                Linear = 0,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);
            public static Tensor constant_(Tensor tensor, Scalar val) => Unrecorded(() => tensor.fill_(val));
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) => Unrecorded(() => tensor.normal_(mean, std, generator));
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) => Unrecorded(() => tensor.uniform_(low, high, generator));

            /// <summary>A normal distribution cut at a and b: uniform over its share of the cumulative one, then the inverse error function.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null) => Unrecorded(() =>
            {
                double low = Cumulative((a - mean) / std), high = Cumulative((b - mean) / std);
                tensor.uniform_(2 * low - 1, 2 * high - 1, generator);
                Operator.InPlace("erfinv_", tensor);
                return tensor.mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
            });

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                (double fanIn, double fanOut) = Fans(tensor);
                double bound = gain * Math.Sqrt(6 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1)
            {
                (double fanIn, double fanOut) = Fans(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2 / (fanIn + fanOut)));
            }

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                double bound = Math.Sqrt(3) * Deviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, Deviation(tensor, a, mode, nonlinearity));

            private static double Deviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                (double fanIn, double fanOut) = Fans(tensor);
                double gain = nonlinearity switch
                {
                    NonlinearityType.ReLU => Math.Sqrt(2),
                    NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + a * a)),
                    _ => 1,
                };
                return gain / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static (double In, double Out) Fans(Tensor tensor)
            {
                long[] shape = tensor.shape;
                if (shape.Length < 2) throw new ArgumentException($"fan in and fan out of {tensor.Describe()}: at least two dimensions are needed");
                double field = shape[2..].Aggregate(1.0, (a, b) => a * b);
                return (shape[1] * field, shape[0] * field);
            }

            private static double Cumulative(double x)
            {
                using Tensor value = tensor(x / Math.Sqrt(2), ScalarType.Float64);
                using Tensor error = value.erf();
                return (1 + error.ToDouble()) / 2;
            }

            private static Tensor Unrecorded(Func<Tensor> fill)
            {
                using (no_grad()) return fill();
            }
        }
    }
}
