using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace CoCa.Testing;

/// <summary>
/// The public types and members of an assembly as sorted lines, in the form of the recorded signatures of the real packages:
/// <c>Type | kind : base</c>, <c>Type.Property : type { get; set; }</c>, <c>Type.Method&lt;T&gt;(type name = default) : [static] type</c>.
/// Nullable annotations of reference types are not shown. Members that a type inherits or that the compiler wrote are left out.
/// </summary>
public static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>All lines of an assembly.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        var lines = new List<string>();
        foreach (Type type in assembly.GetTypes().Where(IsVisible)) AddType(type, lines);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static bool IsVisible(Type type) => type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!) : type.IsPublic;

    private static void AddType(Type type, List<string> lines)
    {
        string name = Name(type);
        if (typeof(Delegate).IsAssignableFrom(type) && !type.IsAbstract)
        {
            lines.Add($"{name} | delegate : {Name(type.BaseType!)}");
            return;
        }
        string head = type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) ? $" : {Name(b)}" : "";
        lines.Add($"{name} | {Kind(type)}{head}");
        foreach (FieldInfo f in type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName))
            lines.Add($"{name}.{f.Name} {(type.IsEnum ? $"= {Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}" : $": {(f.IsStatic && !f.IsLiteral ? "static " : "")}{Name(f.FieldType)}")}");
        foreach (PropertyInfo p in type.GetProperties(Declared)) AddProperty(name, p, lines);
        foreach (EventInfo e in type.GetEvents(Declared).Where(e => IsShown(e.AddMethod))) lines.Add($"{name}.{e.Name} : event {Name(e.EventHandlerType!)}");
        foreach (ConstructorInfo c in type.GetConstructors(Declared).Where(c => !c.IsStatic && IsShown(c))) lines.Add($"{name}..ctor({Parameters(c)})");
        foreach (MethodInfo m in type.GetMethods(Declared).Where(IsMethod)) lines.Add($"{name}.{m.Name}{Arguments(m)}({Parameters(m)}) : {(m.IsStatic ? "static " : "")}{Return(m)}");
    }

    private static void AddProperty(string type, PropertyInfo property, List<string> lines)
    {
        bool get = IsShown(property.GetMethod), set = IsShown(property.SetMethod);
        if (!get && !set) return;
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length == 0 ? property.Name : $"this[{Parameters(index)}]";
        bool isStatic = (property.GetMethod ?? property.SetMethod)!.IsStatic;
        lines.Add($"{type}.{name} : {(isStatic ? "static " : "")}{Name(property.PropertyType)} {{ {(get ? "get; " : "")}{(set ? "set; " : "")}}}");
    }

    private static bool IsShown(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsMethod(MethodInfo m)
    {
        if (!IsShown(m) || m.IsDefined(typeof(CompilerGeneratedAttribute)) || m.Name.Contains('<', StringComparison.Ordinal)) return false;
        if (m.IsSpecialName) return m.Name.StartsWith("op_", StringComparison.Ordinal);
        // An override says nothing that the base has not said.
        return m.GetBaseDefinition() == m || m.DeclaringType!.IsInterface;
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsValueType) return "struct";
        if (type.IsAbstract && type.IsSealed) return "static class";
        return type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
    }

    private static string Arguments(MethodInfo method) => method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Return(MethodInfo method) => (method.ReturnType.IsByRef ? "ref " : "") + Name(method.ReturnType);

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters)
    {
        var text = new StringBuilder();
        foreach (ParameterInfo p in parameters)
        {
            if (p.Position > 0) text.Append(", ");
            if (p.ParameterType.IsByRef) text.Append(p.IsOut ? "out " : p.IsIn ? "in " : "ref ");
            if (p.IsDefined(typeof(ParamArrayAttribute))) text.Append("params ");
            text.Append(Name(p.ParameterType)).Append(' ').Append(p.Name);
            if (p.HasDefaultValue) text.Append(" = ").Append(Default(p));
        }
        return text.ToString();
    }

    private static string Default(ParameterInfo p) => p.RawDefaultValue switch
    {
        null when p.ParameterType.IsValueType && Nullable.GetUnderlyingType(p.ParameterType) is null => "default",
        null => "null",
        string s => $"\"{s}\"",
        bool b => b ? "true" : "false",
        object o => Convert.ToString(o, CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsPointer) return Name(type.GetElementType()!) + "*";
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericParameter) return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Name(underlying) + "?";
        if (Keyword(type) is { } keyword) return keyword;
        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{Bare(type)}" : $"{type.Namespace}.{Bare(type)}";
        int outer = type.IsNested ? type.DeclaringType!.GetGenericArguments().Length : 0;
        string[] arguments = [.. type.GetGenericArguments().Skip(outer).Select(Name)];
        return arguments.Length == 0 ? name : $"{name}<{string.Join(", ", arguments)}>";
    }

    private static string Bare(Type type) => type.Name.Split('`')[0];

    private static string? Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        _ when type == typeof(void) => "void",
        _ when type == typeof(object) => "object",
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.SByte => "sbyte",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Decimal => "decimal",
        TypeCode.Char => "char",
        TypeCode.String => "string",
        _ => null,
    };
}
