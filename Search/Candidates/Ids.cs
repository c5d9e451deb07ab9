namespace ActorSearch.Search.Candidates;

/// <summary>A search within a store; `run` derives it from the search file's hash and never changes it.</summary>
public readonly record struct SearchId(string Value)
{
    /// <summary>What <see cref="IsValid"/> demands, as messages say it.</summary>
    public const string Rule = PlainName.Rule + " (the first no dot)";

    /// <summary>
    /// Whether a search of a cluster can have this id. It is a part of URLs, where `.` and `..` mean another place, and of file names, where a leading dot
    /// hides the file.
    /// </summary>
    public static bool IsValid(string id) => PlainName.IsPlain(id) && id[0] != '.';

    public override string ToString() => Value;
}

/// <summary>See <see cref="CandidatePath.Id"/>: the same training and path give the same id in every search.</summary>
public readonly record struct CandidateId(string Value) : IComparable<CandidateId>
{
    /// <inheritdoc/>
    public int CompareTo(CandidateId other) => string.CompareOrdinal(Value, other.Value);
    public override string ToString() => Value;
}

/// <summary>A candidate under one replicate's seed; replicates count from 0.</summary>
public readonly record struct RunId(CandidateId Candidate, int Replicate) { public override string ToString() => $"{Candidate}#{Replicate}"; }

/// <summary>What a lease may be for.</summary>
public enum WorkKind
{
    /// <summary>Train one run.</summary>
    Train,

    /// <summary>Evaluate all runs of one candidate on the test split.</summary>
    Test,
}

/// <summary>What a lease is for: a run, or a candidate's test evaluation (replicate 0).</summary>
public readonly record struct WorkId(WorkKind Kind, CandidateId Candidate, int Replicate)
{
    /// <summary>Training a run.</summary>
    public static WorkId Train(RunId run) => new(WorkKind.Train, run.Candidate, run.Replicate);

    /// <summary>Evaluating a candidate on the test split.</summary>
    public static WorkId Test(CandidateId candidate) => new(WorkKind.Test, candidate, 0);

    /// <summary>The run to train; for a test evaluation, the first of the candidate.</summary>
    public RunId Run => new(Candidate, Replicate);
    public override string ToString() => Kind == WorkKind.Train ? Run.ToString() : $"{Candidate}:test";
}

/// <summary>One slot of one trainer. The trainer's name stays the same when its process restarts at the same place.</summary>
public readonly record struct SlotId(string Trainer, int Index) { public override string ToString() => $"{Trainer}/{Index}"; }
