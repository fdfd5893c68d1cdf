using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Parameters, buffers and modules under names, in the order of their registration.</summary>
        public class Module : IDisposable
        {
            private readonly List<(string Name, Parameter Value)> _parameters = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> _buffers = [];
            private readonly List<(string Name, Module Value)> _children = [];

            protected readonly string name;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => name;

            /// <summary>
            /// Registers what the fields of the derived classes hold: parameters and modules under the fields' names (a field
            /// declared first comes first), other tensors as buffers. A field that is null is passed over.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                var levels = new Stack<Type>();
                for (Type type = GetType(); type != typeof(Module) && type.Assembly != typeof(Module).Assembly; type = type.BaseType!) levels.Push(type);
                foreach (FieldInfo field in levels.SelectMany(FieldsOf))
                {
                    string fieldName = NameOf(field);
                    switch (field.GetValue(this))
                    {
                        case Parameter parameter:
                            register_parameter(fieldName, parameter);
                            break;
                        case Tensor buffer:
                            register_buffer(fieldName, buffer);
                            break;
                        case Module module:
                            register_module(fieldName, module);
                            break;
                    }
                }
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || ReferenceEquals(submodule, this)) throw new ArgumentException($"module '{name}' is null or the module that it is registered in");
                if (Replaces(_children.FindIndex(c => c.Name == name), i => ReferenceEquals(_children[i].Value, submodule), name)) return;
                _children.Add((name, submodule));
            }

            public virtual void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_parameter(string name, Parameter param)
            {
                if (Replaces(_parameters.FindIndex(p => p.Name == name), i => ReferenceEquals(_parameters[i].Value, param), name)) return;
                param.DetachFromDisposeScope();
                _parameters.Add((name, param));
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (Replaces(_buffers.FindIndex(b => b.Name == name), i => ReferenceEquals(_buffers[i].Value, tensor), name)) return;
                tensor.DetachFromDisposeScope();
                _buffers.Add((name, tensor, persistent));
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _children;
            public virtual IEnumerable<Module> children() => _children.Select(c => c.Value);

            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                _children.SelectMany(c => c.Value.named_modules().Select(m => ($"{c.Name}.{m.name}", m.module)).Prepend((c.Name, c.Value)));

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                return AllParameters(recurse).Where(p => seen.Add(p.parameter)).ToArray();
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                _buffers.Where(b => b.Persistent || include_nonpersistent).Select(b => (b.Name, b.Value))
                    .Concat(recurse ? _children.SelectMany(c => c.Value.named_buffers(true, include_nonpersistent).Select(b => ($"{c.Name}.{b.name}", b.buffer))) : []);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual Parameter get_parameter(string target) => named_parameters().First(p => p.name == target).parameter;
            public virtual Tensor get_buffer(string target) => named_buffers().First(b => b.name == target).buffer;
            public virtual bool has_parameter(string target) => named_parameters().Any(p => p.name == target);
            public virtual bool has_buffer(string target) => named_buffers().Any(b => b.name == target);

            /// <summary>The parameters and persistent buffers themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
                foreach ((string key, Parameter parameter) in named_parameters()) destination.TryAdd(Key(key), parameter);
                foreach ((string key, Tensor buffer) in named_buffers(include_nonpersistent: false)) destination.TryAdd(Key(key), buffer);
                return destination;
            }

            /// <summary>Copies values in. Returns the names that the source lacks and those that the module does not know.</summary>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> own = state_dict();
                string[] missing = [.. own.Keys.Where(k => !source.ContainsKey(k) && skip?.Contains(k) != true)];
                string[] unexpected = [.. source.Keys.Where(k => !own.ContainsKey(k) && skip?.Contains(k) != true)];
                if (strict && missing.Length + unexpected.Length > 0)
                    throw new InvalidOperationException($"load_state_dict: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}]");
                using (no_grad())
                {
                    foreach ((string key, Tensor value) in source)
                    {
                        if (!own.TryGetValue(key, out Tensor? target) || skip?.Contains(key) == true) continue;
                        if (!target.shape.SequenceEqual(value.shape)) throw new InvalidOperationException($"load_state_dict: {key} is {target.Describe()}, the source has {value.Describe()}");
                        target.copy_(value);
                    }
                }
                return (missing, unexpected);
            }

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (Module child in children()) child.train(train);
            }

            public virtual void eval() => train(false);

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

            public virtual Module apply(Action<Module> fn)
            {
                foreach (Module child in children()) child.apply(fn);
                fn(this);
                return this;
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
                foreach ((_, Tensor buffer, _) in _buffers) buffer.Dispose();
            }

            /// <summary>Another module under a name that is taken.</summary>
            private protected void Replace(string name, Module module)
            {
                int at = _children.FindIndex(c => c.Name == name);
                _children[at] = (name, module);
            }

            private IEnumerable<(string name, Parameter parameter)> AllParameters(bool recurse) =>
                _parameters.Select(p => (p.Name, p.Value)).Concat(recurse ? _children.SelectMany(c => c.Value.AllParameters(true).Select(p => ($"{c.Name}.{p.name}", p.parameter))) : []);

            /// <summary>True: the name already holds that very thing. Another thing under the same name is a mistake.</summary>
            private static bool Replaces(int found, Func<int, bool> isSame, string name)
            {
                if (found < 0) return false;
                return isSame(found) ? true : throw new InvalidOperationException($"the name '{name}' is registered twice");
            }

            private static IEnumerable<FieldInfo> FieldsOf(Type type) =>
                type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).OrderBy(f => f.MetadataToken);

            /// <summary>The field behind a property is named after the property; a field may be given another name by an attribute.</summary>
            private static string NameOf(FieldInfo field) =>
                field.GetCustomAttribute<Utils.ComponentNameAttribute>()?.Name ?? (field.Name is ['<', .. var rest] ? rest[..rest.IndexOf('>', StringComparison.Ordinal)] : field.Name);
        }

        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected HookableModule(string name) : base(name)
            {
            }
        }

        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }

        public abstract class Module<T1, T2, TResult> : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }

        public abstract class Module<T1, T2, T3, TResult> : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3) => forward(input1, input2, input3);
        }

        public abstract class Module<T1, T2, T3, T4, TResult> : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4) => forward(input1, input2, input3, input4);
        }
    }
}
