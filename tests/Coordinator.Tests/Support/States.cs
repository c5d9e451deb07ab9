using System.Text;
using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>States as text: equal texts mean equal in everything that a decision may depend on.</summary>
public static class States
{
    public static string Text(SearchState state)
    {
        var snapshot = SearchSnapshot.Of(state);
        // Sets have no order of their own.
        return Text(snapshot with
        {
            Files = [.. snapshot.Files.OrderBy(file => file.Sha256, StringComparer.Ordinal)],
            Leases = [.. snapshot.Leases.OrderBy(lease => lease.Work.ToString(), StringComparer.Ordinal)],
            StrugglingWork = [.. snapshot.StrugglingWork.OrderBy(work => work.ToString(), StringComparer.Ordinal)],
            Waiting = [.. snapshot.Waiting.OrderBy(waiting => waiting.Work)],
        });
    }

    public static string Text(object record) => Encoding.UTF8.GetString(RecordCodec.Journal.Write(record));

    /// <summary>As it comes back from a stored snapshot.</summary>
    public static SearchState FromSnapshot(SearchState state) =>
        ((PackedSnapshot)RecordCodec.Journal.Read("sk", RecordCodec.Journal.Write(new PackedSnapshot(SearchSnapshot.Of(state))))).Snapshot.ToState();
}
