using System.Collections;
using System.Diagnostics;
using ActorSearch.Search;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>
/// Traces of a search: `submit`, under it an `attempt` for every lease, under that the slot's `training` or `test`, and under that the `result` that the
/// coordinator took. Messages carry the parent's name, `00-TRACE-SPAN-FLAGS`. Nothing is made where nobody listens.
/// </summary>
public static class Traces
{
    public const string SourceName = "ActorSearch";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Traces go to a collector when the environment names one, as OpenTelemetry has it.</summary>
    public static void AddTraces(this IHostApplicationBuilder builder, string service, string instance)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint))) return;
        // OpenTelemetry asks the host's configuration, and ours has nothing of the environment.
        builder.Configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value)));
        builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(service, serviceInstanceId: instance))
            .WithTracing(traces => traces.AddSource(SourceName).AddOtlpExporter());
    }

    /// <summary>A span that begins now and becomes nobody's surroundings: actors begin one and end it in another turn.</summary>
    /// <param name="parent">As a message brought it; null begins a trace.</param>
    /// <returns>Null where nobody listens, or the trace is not recorded.</returns>
    public static Activity? Begin(string name, ActivityKind kind, string? parent, SearchId search)
    {
        if (!Source.HasListeners()) return null;
        ActivityContext.TryParse(parent, null, isRemote: true, out var context);
        var around = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity(name, kind, context);
        Activity.Current = around;
        span?.SetTag("actorsearch.search", search.Value);
        return span;
    }

    /// <summary>The same, for one attempt.</summary>
    public static Activity? Begin(string name, ActivityKind kind, string? parent, SearchId search, WorkId work, int attempt, SlotId slot) =>
        Begin(name, kind, parent, search)?
            .SetTag("actorsearch.candidate", work.Candidate.Value)
            .SetTag("actorsearch.work", work.ToString())
            .SetTag("actorsearch.attempt", attempt)
            .SetTag("actorsearch.slot", slot.ToString());

    /// <summary>What is logged until it is disposed belongs to the span.</summary>
    public static IDisposable? Around(this Activity? span) => span is null ? null : new Surroundings(span);

    private sealed class Surroundings : IDisposable
    {
        private readonly Activity? _before = Activity.Current;

        public Surroundings(Activity span) => Activity.Current = span;

        public void Dispose() => Activity.Current = _before;
    }

    /// <param name="failure">Why it was in vain; null when it was not.</param>
    public static void End(this Activity? span, string outcome, string? failure = null)
    {
        if (span is null) return;
        span.SetTag("actorsearch.outcome", outcome);
        if (failure is not null) span.SetStatus(ActivityStatusCode.Error, failure);
        var around = Activity.Current;
        span.Dispose();
        Activity.Current = around;
    }
}
