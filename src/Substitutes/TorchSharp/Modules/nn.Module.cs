using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Parameters and modules under names, in the order of their registration.</summary>
        public class Module : IDisposable
        {
            private readonly List<(string Name, Parameter Value)> _parameters = [];
            private readonly List<(string Name, Module Value)> _children = [];

            protected readonly string name;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            public virtual bool training { get; private set; } = true;


            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || ReferenceEquals(submodule, this)) throw new ArgumentException($"module '{name}' is null or the module that it is registered in");
                if (Replaces(_children.FindIndex(c => c.Name == name), i => ReferenceEquals(_children[i].Value, submodule), name)) return;
                _children.Add((name, submodule));
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (Replaces(_parameters.FindIndex(p => p.Name == name), i => ReferenceEquals(_parameters[i].Value, param), name)) return;
                param.DetachFromDisposeScope();
                _parameters.Add((name, param));
            }

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                return AllParameters(recurse).Where(p => seen.Add(p.parameter)).ToArray();
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (Module child in _children.Select(c => c.Value)) child.train(train);
            }


            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }
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
                if (!disposing) return;
                foreach ((_, Module child) in _children) child.Dispose();
                foreach ((_, Parameter parameter) in _parameters) parameter.Dispose();
            }

            private IEnumerable<(string name, Parameter parameter)> AllParameters(bool recurse) =>
                _parameters.Select(p => (p.Name, p.Value)).Concat(recurse ? _children.SelectMany(c => c.Value.AllParameters(true).Select(p => ($"{c.Name}.{p.name}", p.parameter))) : []);

            /// <summary>True: the name already holds that very thing. Another thing under the same name is a mistake.</summary>
            private static bool Replaces(int found, Func<int, bool> isSame, string name)
            {
                if (found < 0) return false;
                return isSame(found) ? true : throw new InvalidOperationException($"the name '{name}' is registered twice");
            }
        }
    }
}
