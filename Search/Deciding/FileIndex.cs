using ActorSearch.Search.Candidates;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Deciding;

/// <summary>Who refers to a file. A run that refers to it twice (as a checkpoint and as its ticket) is there twice.</summary>
public sealed record FileUse(ImmutableArray<RunId> Users, bool Stored);

/// <summary>What refers to each stored file, by SHA-256. Equal contents are one file, so several runs may share one.</summary>
public sealed record FileIndex(ImmutableDictionary<string, FileUse> Uses)
{
    /// <summary>Without files.</summary>
    public static FileIndex Empty { get; } = new(ImmutableDictionary<string, FileUse>.Empty);

    /// <summary>The file is there.</summary>
    public bool IsStored(string sha256) => Uses.GetValueOrDefault(sha256) is { Stored: true };

    /// <summary>A run refers to it, whether it is there or not.</summary>
    public bool IsUsed(string sha256) => Uses.ContainsKey(sha256);

    /// <summary>The runs that refer to it; empty when none does.</summary>
    public ImmutableArray<RunId> Users(string sha256) => Uses.GetValueOrDefault(sha256)?.Users ?? [];

    /// <summary>The file is stored, and the run refers to it from now on.</summary>
    public FileIndex Add(string sha256, RunId run) => new(Uses.SetItem(sha256, new FileUse(Users(sha256).Add(run), true)));

    /// <summary>The run refers to it once less; a file without users is forgotten.</summary>
    public FileIndex Drop(string sha256, RunId run)
    {
        if (!Uses.TryGetValue(sha256, out var use)) return this;
        var users = use.Users.Remove(run);
        return new(users.IsEmpty ? Uses.Remove(sha256) : Uses.SetItem(sha256, use with { Users = users }));
    }

    /// <summary>The run refers to none of its checkpoints any more.</summary>
    internal FileIndex Drop(IEnumerable<TrainingCheckpoint> checkpoints, RunId run) =>
        checkpoints.Aggregate(this, (files, checkpoint) => files.Drop(checkpoint.Ref.Sha256, run));

    /// <summary>The file is there, or is not any more; nothing happens to one that no run refers to.</summary>
    public FileIndex Mark(string sha256, bool stored) =>
        Uses.TryGetValue(sha256, out var use) && use.Stored != stored ? new(Uses.SetItem(sha256, use with { Stored = stored })) : this;
}
