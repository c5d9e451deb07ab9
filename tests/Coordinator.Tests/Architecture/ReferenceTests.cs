using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Actors;

namespace ActorSearch.Coordinator.Tests.Architecture;

/// <summary>The "must not reference" column of the design, held against the compiled assemblies' own tables.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData(typeof(SearchState), "Akka,TorchSharp,ActorSearch.Messages,actorsearch,SkiaSharp,Microsoft.Data.Sqlite,System.Net")]
    [InlineData(typeof(RecordCodec), "TorchSharp,actorsearch,SkiaSharp,Microsoft.Data.Sqlite")]
    [InlineData(typeof(TrainerOptions), "actorsearch,Microsoft.Data.Sqlite,Akka.Persistence")]
    public void An_assembly_does_not_reference(Type anchor, string forbidden)
    {
        var names = anchor.Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToArray();
        foreach (var prefix in forbidden.Split(','))
            Assert.DoesNotContain(names, name => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal));
    }

    [Fact]
    public void The_trainer_is_not_the_coordinator_and_both_are_found() =>
        Assert.Contains(typeof(StandaloneHost).Assembly.GetReferencedAssemblies(), name => name.Name == typeof(TrainerOptions).Assembly.GetName().Name);

    /// <summary>Deciding must not depend on when or where it happens. Streams and paths as text are no files.</summary>
    [Fact]
    public void Search_uses_no_clock_no_file_no_network_and_no_ambient_randomness()
    {
        string[] types =
        [
            "System.IO.File", "System.IO.FileInfo", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.FileStream",
            "System.IO.StreamReader", "System.IO.StreamWriter",
            "System.Diagnostics.Stopwatch", "System.Random", "System.TimeProvider", "System.Threading.Thread", "System.Threading.Tasks.Task",
            "System.Security.Cryptography.RandomNumberGenerator",
        ];
        string[] members =
        [
            "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
            "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid"
        ];
        var used = Members(typeof(SearchState).Assembly.Location);

        Assert.Contains(used, member => member.Type == "System.DateTimeOffset");
        Assert.DoesNotContain(used, member => types.Contains(member.Type));
        // The compiler's own use in iterators is harmless.
        Assert.DoesNotContain(used, member => member.Type == "System.Environment" && member.Name != "get_CurrentManagedThreadId");
        Assert.DoesNotContain(used, member => member.Type.StartsWith("System.Net.", StringComparison.Ordinal));
        Assert.DoesNotContain(used, member => members.Contains($"{member.Type}.{member.Name}"));
    }

    /// <summary>The check above can fail: this assembly uses a clock and files.</summary>
    [Fact]
    public void The_check_sees_a_clock_and_a_file()
    {
        var used = Members(typeof(StandaloneHost).Assembly.Location);
        Assert.Contains(("System.Guid", "NewGuid"), used);
        Assert.Contains(used, member => member.Type == "System.IO.FileStream");
    }

    private static ImmutableHashSet<(string Type, string Name)> Members(string assembly)
    {
        using var pe = new PEReader(File.OpenRead(assembly));
        var metadata = pe.GetMetadataReader();
        var found = ImmutableHashSet.CreateBuilder<(string, string)>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            found.Add(($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}", metadata.GetString(member.Name)));
        }
        return found.ToImmutable();
    }
}
