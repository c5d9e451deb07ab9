using System.Numerics;
using System.Reflection;
using System.Runtime.Intrinsics;
using Xunit;

namespace ActorSearch.Search.Tests.Exact;

/// <summary>BannedSymbols.txt makes a use of any of these a build error in Search, Messages, TrainerNode and, outside of pictures, Coordinator.</summary>
public sealed class BannedSymbolsTests
{
    /// <summary>Functions that the C library or a CPU's approximation computes.</summary>
    private static readonly HashSet<string> Names =
    [
        "Exp", "ExpM1", "Exp2", "Exp2M1", "Exp10", "Exp10M1", "Log", "LogP1", "Log2", "Log2P1", "Log10", "Log10P1", "Pow", "Cbrt", "RootN", "Hypot",
        "Sin", "SinPi", "Cos", "CosPi", "SinCos", "SinCosPi", "Tan", "TanPi", "Asin", "AsinPi", "Acos", "AcosPi", "Atan", "AtanPi", "Atan2", "Atan2Pi",
        "Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh", "Lerp", "MultiplyAddEstimate", "ReciprocalEstimate", "ReciprocalSqrtEstimate",
    ];

    public static TheoryData<Type> Types =>
    [
        typeof(Math), typeof(MathF), typeof(double), typeof(float), typeof(Half), typeof(Vector), typeof(Vector2), typeof(Vector3), typeof(Vector4),
        typeof(Vector64), typeof(Vector128), typeof(Vector256), typeof(Vector512),
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_function_that_depends_on_the_machine_is_banned(Type type)
    {
        var banned = File.ReadLines(Checkout.PathOf("BannedSymbols.txt")).Select(line => line.Split(';')[0]).ToHashSet();
        var methods = type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);
        var functions = methods.Where(method => Names.Contains(method.Name)).ToArray();
        Assert.NotEmpty(functions);
        foreach (var method in functions)
            Assert.Contains($"M:{type.FullName}.{method.Name}({Parameters(method)})", banned);
    }

    private static string Parameters(MethodInfo method) => string.Join(',', method.GetParameters().Select(parameter => Name(parameter.ParameterType)));

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Namespace}.{type.Name.Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(Name))}}}"
        : type.FullName!;
}
