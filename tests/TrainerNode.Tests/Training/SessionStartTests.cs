using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using ActorSearch.TrainerNode.Training.Runs;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class TorchSessionStartTests() : SessionStartTests(EngineKind.Torch);

public sealed class SparseSessionStartTests() : SessionStartTests(EngineKind.Sparse);

/// <summary>What a run starts from, whatever its engine: weights, mask and batches.</summary>
public abstract class SessionStartTests(EngineKind engine)
{
    [Fact]
    public void A_root_stores_its_weights_at_epoch_0_and_at_every_rewind_epoch()
    {
        using var sessions = new Sessions(SpecOf(engine, rewind: [RewindPoint.ToEpoch(2), RewindPoint.None]), SmallData());
        Assert.Equal([0, 2], sessions.Root().RootWeights.Select(w => w.Epoch));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("lr:1")]
    [InlineData("none")]
    [InlineData("reinit")]
    public void A_child_starts_from_the_weights_and_epoch_that_its_rewind_point_says(string text)
    {
        Assert.True(RewindPoint.TryParse(text, out var rewind));
        using var sessions = new Sessions(SpecOf(engine, rewind: [RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(1)]), SmallData());
        var root = sessions.Root();
        var path = Path(StepOf(0.5, 3, rewind));
        var child = sessions.Finish(sessions.Order(path, root, root.Ticket));

        var order = sessions.Order(path, root, root.Ticket);
        var inputs = RunInputs.Of(order, sessions.Data, sessions.Store);
        var ticket = inputs.ReadTicket(child.Ticket, path, 0);
        var parent = inputs.ReadTicket(root.Ticket, CandidatePath.Root, 0);
        var expected = rewind.Kind switch
        {
            RewindKind.Epoch => inputs.ReadRootWeights(rewind.Epoch),
            RewindKind.Reinit => InitialWeights.Reinit(inputs.Layout, 7, 0, 1),
            _ => (float[])parent.Trained.Clone(),
        };
        ticket.Mask.Apply(inputs.Layout, expected);
        Assert.Equal(expected, ticket.Initial);
        var (first, epochs) = text switch { "0" or "reinit" => (1, 3), "none" => (4, 2), _ => (2, 2) };
        Assert.Equal(Enumerable.Range(first, epochs), child.Curve.Select(p => p.Epoch));
        Assert.Equal(root.WeightsTotal / 2.0, child.WeightsLeft, 6.0);
        Assert.Equal(child.WeightsLeft, child.Tensors.Sum(t => t.Left));

        var trained = (float[])ticket.Trained.Clone();
        ticket.Mask.Apply(inputs.Layout, trained);
        Assert.Equal(trained, ticket.Trained);
        Assert.NotEqual(ticket.Initial, ticket.Trained);
    }

    /// <summary>
    /// w_ref of magnitude-increase (design part 3): the root's weights at the parent's rewind epoch, 0 where the parent did not start from any.
    /// </summary>
    [Theory]
    [InlineData("0", true)]
    [InlineData("1", true)]
    [InlineData("lr:1", false)]
    [InlineData("none", false)]
    [InlineData("reinit", false)]
    public void A_grandchild_is_pruned_by_the_growth_since_its_parents_rewind_point(string text, bool rewound)
    {
        Assert.True(RewindPoint.TryParse(text, out var rewind));
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var root = sessions.Root();
        var path = Path(StepOf(0.5, 1, rewind));
        var parent = sessions.Finish(sessions.Order(path, root, root.Ticket));
        var order = sessions.Order(path.Child(StepOf(0.4, 1, RewindPoint.ToEpoch(0))), root, parent.Ticket);
        var child = sessions.Finish(order);

        var inputs = RunInputs.Of(order, sessions.Data, sessions.Store);
        var ticket = inputs.ReadTicket(parent.Ticket, path, 0);
        float[] reference = rewound ? inputs.ReadRootWeights(rewind.Epoch) : new float[inputs.Layout.Length];
        var expected = Pruner.Prune(inputs.Layout, ticket.Mask, ticket.Trained, reference, sessions.Spec.Prune, 0.4, default);
        var other = Pruner.Prune(inputs.Layout, ticket.Mask, ticket.Trained, rewound ? default : ticket.Initial, sessions.Spec.Prune, 0.4, default);
        Assert.NotEqual(expected, other); // so that the next line can fail
        Assert.Equal(expected, inputs.ReadTicket(child.Ticket, order.Path, 0).Mask);
    }

    [Fact]
    public void Siblings_see_the_same_batches_and_replicates_share_nothing()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var root = sessions.Root();
        List<string> Batches(WorkOrder order)
        {
            sessions.Data.Asked.Clear();
            sessions.Finish(order);
            return [.. sessions.Data.Asked];
        }
        WorkOrder Child(double rate, double cost, RewindPoint rewind) => sessions.Order(Path(StepOf(rate, cost, rewind)), root, root.Ticket);
        var one = Batches(Child(0.5, 1, RewindPoint.ToEpoch(1)));
        Assert.Equal(8, one.Count);
        Assert.Equal(one, Batches(Child(0.3, 5, RewindPoint.ToEpoch(1))));
        Assert.Equal(one, Batches(Child(0.5, 1, RewindPoint.ScheduleTo(1))));
        var whole = Batches(Child(0.5, 1, RewindPoint.Reinit));
        Assert.Equal(whole, Batches(sessions.Order(CandidatePath.Root)));
        Assert.Equal(one, whole[4..]);

        var order = sessions.Order(CandidatePath.Root);
        var again = order with { Work = WorkId.Train(new RunId(order.Work.Candidate, 1)) };
        static string Samples(string batch) => batch[batch.IndexOf(':', StringComparison.Ordinal)..];
        Assert.Empty(whole.Select(Samples).Intersect(Batches(again).Select(Samples)));
        var layout = RunInputs.Of(order, sessions.Data, sessions.Store).Layout;
        Assert.DoesNotContain(InitialWeights.Root(layout, 7, 0).Zip(InitialWeights.Root(layout, 7, 1)), pair => pair.First == pair.Second && pair.First != 0);
        float[] Dropout(int replicate)
        {
            var mask = new float[64];
            new DropoutStream(7, replicate, 0, 0, 8).Fill(6, 0.5, 64, mask);
            return mask;
        }
        Assert.NotEqual(Dropout(0), Dropout(1));
    }

    [Fact]
    public void Rewinding_to_epoch_0_restores_the_initial_weights_bit_for_bit()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var root = sessions.Root();
        var inputs = RunInputs.Of(sessions.Order(CandidatePath.Root, root), sessions.Data, sessions.Store);
        Assert.Equal(InitialWeights.Root(inputs.Layout, 7, 0), inputs.ReadRootWeights(0));
    }
}
