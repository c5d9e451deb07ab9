using ActorSearch.Search.Candidates;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Deciding;

/// <summary>Work whose latest attempt failed, and that is tried again.</summary>
public sealed record FailingWork(WorkId Work, int Failures, FailureKind? Kind, string Reason, DateTimeOffset? RetryAt);
