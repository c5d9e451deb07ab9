using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ActorSearch.Coordinator.Tests.Architecture;

/// <summary>What is done in one place only, and what actors never do, held against the compiled code.</summary>
public sealed class OneHomeTests
{
    private static readonly TypeDefinition[] Types =
    [
        .. new[] { typeof(TrainerOptions), typeof(NodeOptions), typeof(ICheckpointStore), typeof(TorchEngines), typeof(StandaloneHost) }
            .SelectMany(type => ModuleDefinition.ReadModule(type.Assembly.Location).GetTypes()),
    ];

    /// <summary>A file that is renamed into its place has been flushed, and its folder is: WholeFile does it. A salvaged journal is SQLite's file.</summary>
    [Fact]
    public void Files_are_put_in_their_place_by_one_class() =>
        Assert.Equal(["JournalSalvage", "WholeFile"], Callers("System.IO.File::Move(").Distinct().Order(StringComparer.Ordinal));

    /// <summary>Hosts, routes, commands and sessions get their store from CheckpointStores; copies to other coordinators go over the HTTP of stores.</summary>
    [Fact]
    public void Only_stores_know_a_kind_of_store()
    {
        const string stores = "ActorSearch.TrainerNode.Training.Stores";
        var knowing = from type in Types
                      where !Namespace(type).StartsWith(stores, StringComparison.Ordinal)
                      from method in type.Methods
                      where method.HasBody && method.Body.Instructions.Any(i => Named(i.Operand).StartsWith(stores + ".", StringComparison.Ordinal))
                      select Namespace(type);
        Assert.Equal(["ActorSearch.Coordinator.Store"], knowing.Distinct());

        static string Named(object operand) => operand switch
        {
            MemberReference { DeclaringType: { } type } => Namespace(type),
            TypeReference type => Namespace(type),
            _ => "",
        };
    }

    [Fact]
    public void Niceness_is_set_by_one_function()
    {
        var imports = Types.SelectMany(type => type.Methods).Where(method => method.PInvokeInfo?.EntryPoint == "setpriority");
        Assert.Equal(["Posix"], imports.Select(method => Outer(method.DeclaringType)));
    }

    /// <summary>PostStop runs on a thread of the dispatcher, and heartbeats wait for it.</summary>
    [Fact]
    public void No_actor_waits_or_touches_files_when_it_stops()
    {
        var stops = Types.SelectMany(type => type.Methods).Where(method => method is { Name: "PostStop", IsVirtual: true, HasBody: true }).ToList();
        Assert.True(stops.Count >= 5, $"{stops.Count} actors with PostStop were found");
        foreach (var stop in stops)
            Assert.DoesNotContain(Reached(stop, []), call => Blocks(call.FullName));
    }

    /// <summary>The check above can fail.</summary>
    [Fact]
    public void The_check_sees_a_wait_behind_another_method()
    {
        var probe = ModuleDefinition.ReadModule(typeof(OneHomeTests).Assembly.Location).GetTypes().Single(type => type.Name == nameof(Probe));
        Assert.Contains(Reached(probe.Methods.Single(method => method.Name == nameof(Probe.PostStop)), []), call => Blocks(call.FullName));
    }

    private sealed class Probe(Task work)
    {
        public void PostStop() => Indirectly();

        private void Indirectly() => work.Wait();
    }

    private static bool Blocks(string call) =>
        call.Contains("System.Threading.Tasks.Task::Wait", StringComparison.Ordinal) || call.Contains("Awaiter::GetResult", StringComparison.Ordinal)
        || call.Contains("Awaiter`1", StringComparison.Ordinal) && call.Contains("::GetResult", StringComparison.Ordinal)
        || call.Contains("Task`1", StringComparison.Ordinal) && call.Contains("::get_Result", StringComparison.Ordinal)
        || call.Contains("System.Threading.Thread::Sleep", StringComparison.Ordinal) || call.Contains("System.IO.File", StringComparison.Ordinal)
        || call.Contains("System.IO.Directory", StringComparison.Ordinal) || call.Contains("ICheckpointStore::", StringComparison.Ordinal);

    /// <summary>The methods that a method calls, and those that methods of its own type call, and so on.</summary>
    private static IEnumerable<MethodReference> Reached(MethodDefinition method, HashSet<string> seen)
    {
        if (!method.HasBody || !seen.Add(method.FullName)) yield break;
        foreach (var instruction in method.Body.Instructions.Where(i => i.OpCode == OpCodes.Call || i.OpCode == OpCodes.Callvirt))
        {
            var call = (MethodReference)instruction.Operand;
            yield return call;
            if (method.DeclaringType.Methods.FirstOrDefault(own => own.FullName == call.FullName) is not { } inner) continue;
            foreach (var further in Reached(inner, seen)) yield return further;
        }
    }

    private static IEnumerable<string> Callers(string function) =>
        from type in Types
        from method in type.Methods
        where method.HasBody
        where method.Body.Instructions.Any(i => i.Operand is MethodReference called && called.FullName.Contains(function, StringComparison.Ordinal))
        select Outer(type);

    private static string Namespace(TypeReference type) => type.DeclaringType is { } outer ? Namespace(outer) : type.Namespace;

    /// <summary>Lambdas and async methods live in types within the one that has them.</summary>
    private static string Outer(TypeDefinition type) => type.DeclaringType is { } outer ? Outer(outer) : type.Name;
}
