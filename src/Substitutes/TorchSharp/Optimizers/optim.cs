using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static class optim
    {
        public interface ILearningRateController
        {
            double LearningRate { get; set; }
            double InitialLearningRate { get; set; }
        }

        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }

        public abstract class Optimizer : IDisposable
        {
            private protected Optimizer()
            {
            }

            protected IList<ParamGroup> _parameter_groups = [];

            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(g => g.Parameters);
            public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Fills the gradients with zeros, as the package does; <c>Module.zero_grad()</c> lets them go instead, which costs nothing.</summary>
            public virtual void zero_grad()
            {
                foreach (Parameter parameter in parameters())
                {
                    using Tensor? gradient = parameter.grad;
                    gradient?.zero_();
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>The options of each group and the state of each parameter, in order: the objects themselves, not copies.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                public List<OptimizerOptions> Options { get; } = [];
                public List<OptimizerState> State { get; } = [];
            }
        }

        public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        public static AdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        public static AdamW AdamW(IEnumerable<AdamW.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
    }
}
