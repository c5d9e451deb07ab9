using System.Reflection;
using System.Text.RegularExpressions;
using Mono.Cecil;
using ICustomAttributeProvider = Mono.Cecil.ICustomAttributeProvider;

namespace ActorSearch.Coordinator.Tests.Architecture;

/// <summary>
/// Which folders of a project use which others: by what is compiled, and by the `using` lines of its files (constants leave no trace in what is compiled).
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly string _root;
    private readonly IReadOnlyList<string> _folders;
    private readonly Dictionary<(string From, string To), string> _uses = [];

    /// <param name="folder">The folder in the checkout; the namespaces below it are its folders.</param>
    /// <param name="folders">Those to look at, with dots; a type belongs to the longest that its namespace begins with, else to the outermost.</param>
    /// <param name="assemblies">Those that are built from it.</param>
    public FolderGraph(string folder, IEnumerable<string> folders, params IEnumerable<Assembly> assemblies)
    {
        _root = $"ActorSearch.{folder}.";
        _folders = [.. folders.OrderByDescending(name => name.Length)];
        foreach (var assembly in assemblies)
        {
            using var module = ModuleDefinition.ReadModule(assembly.Location);
            foreach (var type in module.GetTypes()) Look(type);
        }
        var sources = Checkout.PathOf(folder);
        foreach (var file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(sources, file).Split(Path.DirectorySeparatorChar);
            if (path.Length == 1 || path.Any(part => part is "bin" or "obj")) continue;
            foreach (Match use in Using().Matches(File.ReadAllText(file)))
                if (FolderOf(use.Groups[1].Value) is { } to) Add(FolderOf(_root + string.Join('.', path[..^1]))!, to, path[^1]);
        }
    }

    /// <summary>Each use of another folder, and a type or file that has it.</summary>
    public IReadOnlyDictionary<(string From, string To), string> Uses => _uses;

    /// <summary>Folders that use each other, directly or by way of others.</summary>
    public IReadOnlyList<string> Circle()
    {
        var left = _uses.Keys.ToHashSet();
        // What uses nothing that is left is in no circle.
        while (left.RemoveWhere(use => !left.Any(other => other.From == use.To)) > 0) { }
        while (left.RemoveWhere(use => !left.Any(other => other.To == use.From)) > 0) { }
        return [.. left.Select(use => $"{use.From} > {use.To} ({_uses[use]})").Order(StringComparer.Ordinal)];
    }

    private void Look(TypeDefinition type)
    {
        var outer = type;
        while (outer.DeclaringType is { } declaring) outer = declaring;
        if (FolderOf(outer.Namespace) is not { } from) return;
        Of(type.BaseType);
        foreach (var one in type.Interfaces) Of(one.InterfaceType);
        foreach (var field in type.Fields) Of(field.FieldType);
        Attributes(type);
        foreach (var member in type.Fields.Cast<ICustomAttributeProvider>().Concat(type.Methods).Concat(type.Properties)) Attributes(member);
        foreach (var parameter in type.GenericParameters.Concat(type.Methods.SelectMany(method => method.GenericParameters)))
            foreach (var constraint in parameter.Constraints) Of(constraint.ConstraintType);
        foreach (var method in type.Methods) Method(method);

        void Method(MethodDefinition method)
        {
            Signature(method);
            if (!method.HasBody) return;
            foreach (var variable in method.Body.Variables) Of(variable.VariableType);
            foreach (var handler in method.Body.ExceptionHandlers) Of(handler.CatchType);
            foreach (var instruction in method.Body.Instructions)
            {
                switch (instruction.Operand)
                {
                    case TypeReference used: Of(used); break;
                    case FieldReference used: Of(used.DeclaringType); Of(used.FieldType); break;
                    case MethodReference used: Of(used.DeclaringType); Signature(used); break;
                }
            }
        }

        void Signature(MethodReference method)
        {
            Of(method.ReturnType);
            foreach (var parameter in method.Parameters) Of(parameter.ParameterType);
            foreach (var argument in (method as GenericInstanceMethod)?.GenericArguments ?? []) Of(argument);
        }

        void Attributes(ICustomAttributeProvider member)
        {
            foreach (var attribute in member.CustomAttributes) Of(attribute.AttributeType);
        }

        void Of(TypeReference? used)
        {
            if (used is null or GenericParameter) return;
            if (used is GenericInstanceType generic)
                foreach (var argument in generic.GenericArguments) Of(argument);
            if (used is TypeSpecification made)
            {
                Of(made.ElementType);
                return;
            }
            while (used.DeclaringType is { } declaring) used = declaring;
            if (FolderOf(used.Namespace) is { } to) Add(from, to, outer.Name);
        }
    }

    private string? FolderOf(string name)
    {
        if (!name.StartsWith(_root, StringComparison.Ordinal)) return null;
        var below = name[_root.Length..];
        return _folders.FirstOrDefault(folder => $"{below}.".StartsWith(folder + ".", StringComparison.Ordinal)) ?? below.Split('.')[0];
    }

    private void Add(string from, string to, string where)
    {
        if (from != to) _uses.TryAdd((from, to), where);
    }

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
