namespace TorchSharp.Utils;

/// <summary>The name under which a field of a module is registered.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
