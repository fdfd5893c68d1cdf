using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales all gradients so that their common norm is at most <paramref name="max_norm"/>; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using IDisposable unrecorded = no_grad();
                using DisposeScope scope = NewDisposeScope();
                Tensor[] gradients = [.. tensors.Select(p => p.grad!).Where(g => g is not null)];
                if (gradients.Length == 0) return 0;
                Tensor norms = stack(gradients.Select(g => Operator.Call("linalg_vector_norm", g, norm_type, Value.None, false, ScalarType.Float32)));
                double total = Operator.Call("linalg_vector_norm", norms, norm_type).ToDouble();
                double scale = max_norm / (total + 1e-6);
                if (scale < 1) foreach (Tensor gradient in gradients) gradient.mul_(scale);
                return total;
            }
        }
    }
}
