using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorSearch.TrainerNode.Node.Telemetry;

/// <summary>
/// Creates the traces of searches. The span `submit` contains an `attempt` for every lease, which contains the slot's `training` or `test`, which contains the
/// `result` that the coordinator recorded. Messages carry the parent as a W3C traceparent, `00-TRACE-SPAN-FLAGS`. No spans are created if tracing is off.
/// </summary>
public static class Traces
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "ActorSearch";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Exports traces to the collector that OpenTelemetry's environment variables name. If they name none, tracing is off.</summary>
    /// <param name="service">Name of the service in traces.</param>
    /// <param name="instance">Name of this process in traces.</param>
    public static void AddTraces(this IHostApplicationBuilder builder, string service, string instance)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint))) return;
        // OpenTelemetry reads its variables from the host's configuration, which does not include the environment here.
        builder.Configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value)));
        builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(service, serviceInstanceId: instance))
            .WithTracing(traces => traces.AddSource(SourceName).AddOtlpExporter());
    }

    /// <summary>Starts a span without making it the current one, because an actor starts and ends it while it handles different messages.</summary>
    /// <param name="parent">The parent's traceparent, from a message; null starts a new trace.</param>
    /// <returns>Null if tracing is off, or this trace is not sampled.</returns>
    public static Activity? Begin(string name, ActivityKind kind, string? parent, SearchId search)
    {
        if (!Source.HasListeners()) return null;
        ActivityContext.TryParse(parent, null, isRemote: true, out var context);
        using var outside = new Surroundings(null);
        return Source.StartActivity(name, kind, context)?.SetTag("actorsearch.search", search.Value);
    }

    /// <summary>Starts the span of an attempt in the same way.</summary>
    public static Activity? Begin(string name, ActivityKind kind, string? parent, SearchId search, WorkId work, int attempt, SlotId slot) =>
        Begin(name, kind, parent, search)?
            .SetTag("actorsearch.candidate", work.Candidate.Value)
            .SetTag("actorsearch.work", work.ToString())
            .SetTag("actorsearch.attempt", attempt)
            .SetTag("actorsearch.slot", slot.ToString());

    /// <summary>Makes the span the current one until the result is disposed: log lines in between belong to it.</summary>
    public static IDisposable? Around(this Activity? span) => span is null ? null : new Surroundings(span);

    private sealed class Surroundings : IDisposable
    {
        private readonly Activity? _before = Activity.Current;

        public Surroundings(Activity? span) => Activity.Current = span;

        public void Dispose() => Activity.Current = _before;
    }

    /// <summary>Ends a span.</summary>
    /// <param name="failure">Why the operation failed; null if it did not.</param>
    public static void End(this Activity? span, string outcome, string? failure = null)
    {
        if (span is null) return;
        span.SetTag("actorsearch.outcome", outcome);
        if (failure is not null) span.SetStatus(ActivityStatusCode.Error, failure);
        using var around = new Surroundings(Activity.Current);
        span.Dispose();
    }
}
