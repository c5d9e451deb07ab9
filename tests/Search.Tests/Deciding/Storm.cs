namespace ActorSearch.Search.Tests.Deciding;

/// <summary>Things that happen to a search, picked by a number.</summary>
internal sealed class Storm(Simulation simulation)
{
    private readonly List<ISearchCommand> _sent = [];
    private int _checkpoints;

    public void Strike(uint action)
    {
        var (kind, which) = (action % 24, (int)(action / 24 % 1024));
        simulation.Now += TimeSpan.FromSeconds(which % 5);
        var leases = simulation.Leases;
        if (kind < 7 || leases.Count == 0 && kind < 18)
        {
            simulation.Request(which % 50);
            return;
        }
        if (kind < 18)
        {
            Hit(kind, which, leases[which % leases.Count]);
            return;
        }
        switch (kind)
        {
            case 18: simulation.Restart(); break;
            case 19 or 20 when _sent.Count > 0: simulation.Do(_sent[which % _sent.Count]); break;
            case 21: simulation.Do(new PauseSearch("disk full", simulation.Now)); break;
            case 22: simulation.Do(new ResumeSearch(simulation.Now)); break;
            default: simulation.Now += TimeSpan.FromSeconds(400); break;
        }
    }

    private void Hit(uint kind, int which, Lease lease)
    {
        var order = simulation.Orders[(lease.Work, lease.Attempt)];
        switch (kind)
        {
            case 7 or 8 or 9 or 10: Report(lease, simulation.Trainer.Work(order)); break;
            case 11: Report(lease, new WorkFailed(FailureKind.Environment, "machine gone", null)); break;
            case 12: Report(lease, new WorkFailed(FailureKind.DeviceMemory, "out of memory", null)); break;
            case 13: Report(lease, new WorkFailed(FailureKind.Input, $"unreadable for once, {simulation.Journal.Count}", null)); break;
            case 14: Damage(which, lease, order); break;
            case 15: Send(new RecordCheckpoint(lease.Work, lease.Attempt, Tables.Checkpoint(order, ++_checkpoints), simulation.Now)); break;
            case 16: Report(lease, new WorkInterrupted(which % 2 == 0 ? null : Tables.Checkpoint(order, ++_checkpoints))); break;
            default: Send(new EndLease(lease.Work, lease.Attempt, LeaseEnd.Silent(TimeSpan.FromSeconds(60)), simulation.Now)); break;
        }
    }

    private void Damage(int which, Lease lease, WorkOrder order)
    {
        List<CheckpointRef> needed = [.. order.Tickets, .. order.RootWeights.Select(w => w.Ref), .. order.ResumeFrom.Select(c => c.Ref)];
        if (order.ParentTicket is { } ticket) needed.Add(ticket);
        Report(lease, new WorkFailed(FailureKind.CheckpointDamaged, "hash does not match", needed.Count == 0 ? null : needed[which % needed.Count]));
    }

    private void Report(Lease lease, WorkOutcome outcome) => Send(new ReportOutcome(lease.Work, lease.Attempt, outcome, simulation.Now));

    private void Send(ISearchCommand command)
    {
        _sent.Add(command);
        simulation.Do(command);
    }
}
