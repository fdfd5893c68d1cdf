using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules one after another. What lies between them is disposed with the scope that it was made in.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> _items = [];

    internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach ((string key, nn.Module<Tensor, Tensor> module) in modules) Add(key, module);
    }

    internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        for (int i = 0; i < modules.Length; i++) Add(i.ToString(CultureInfo.InvariantCulture), modules[i]);
    }

    public int Count => _items.Count;
    public nn.IModule<Tensor, Tensor> this[int index] => _items[index];

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        Add(name, (nn.Module<Tensor, Tensor>)module);
        return this;
    }

    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_items.Count.ToString(CultureInfo.InvariantCulture), module);

    public override Tensor forward(Tensor tensor)
    {
        Tensor at = tensor.alias();
        foreach (nn.Module<Tensor, Tensor> module in _items)
        {
            Tensor next = module.call(at);
            if (!ReferenceEquals(next, at)) at.Dispose();
            at = next;
        }
        return at;
    }

    private void Add(string key, nn.Module<Tensor, Tensor> module)
    {
        register_module(key, module);
        _items.Add(module);
    }
}
