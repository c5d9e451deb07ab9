using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ActorSearch.Messages.Codecs;
using ActorSearch.Messages.Packing;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Optimizers;
using Akka.Actor;

namespace ActorSearch.Messages.Json;

/// <summary>How records are written: camelCase members, short texts for identities, enums by name.</summary>
internal static class RecordOptions
{
    /// <param name="system">Resolves actor references; null where there are none (the journal).</param>
    public static JsonSerializerOptions For(ExtendedActorSystem? system)
    {
        var options = new JsonSerializerOptions
        {
            // By reflection: a generated reader gives an init-only member that is absent default(T), not its initializer (dotnet/runtime 84484), which
            // would turn an older spec's missing settings into zeros.
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            IgnoreReadOnlyProperties = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            MaxDepth = 32,
            Converters =
            {
                new TextJson<SearchId>(text => new SearchId(text), id => id.Value ?? ""),
                new TextJson<CandidateId>(text => new CandidateId(text), id => id.Value ?? ""),
                new TextJson<RunId>(Texts.Run, id => id.ToString()),
                new TextJson<WorkId>(Texts.Work, id => id.ToString()),
                new TextJson<SlotId>(Texts.Slot, id => id.ToString()),
                new TextJson<LeaseEnd>(LeaseEnd.Parse, end => end.ToString()),
                new TextJson<CandidatePath>(Texts.Path, path => path.ToString()),
                new TextJson<LayerKind>(LayerKind.Of, kind => kind.Name),
                new TextJson<Optimizer>(Optimizer.Of, optimizer => optimizer.Name),
                new CodecJson<EpochPoint>(Results.EpochPoint),
                new CodecJson<Evaluation>(Results.Evaluation),
                new CodecJson<RunResult>(Results.Run),
                new CodecJson<TestResult>(Results.Test),
                new ObjectivesJson(),
                new WorkOutcomeJson(),
                new PackedSnapshotJson(),
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            },
        };
        if (system is not null)
        {
            var paths = new ActorPaths(system);
            options.Converters.Add(new TextJson<IActorRef>(paths.Resolve, paths.Of));
        }
        options.Converters.Add(new SpecJson(new(options)));
        options.MakeReadOnly();
        return options;
    }
}
