using System.Runtime.CompilerServices;

namespace ActorSearch.TrainerNode.Tests.Kinds;

/// <summary>Kinds of layers that only tests have: a sum of several inputs, and one with a buffer.</summary>
internal static class IncludeKinds
{
    [ModuleInitializer]
    public static void Run() => Registry.Include(typeof(IncludeKinds).Assembly);
}
