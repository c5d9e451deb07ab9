using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Tests.Data;
using ActorSearch.TrainerNode.Tests.Sparse;
using ActorSearch.TrainerNode.Tests.Training;
using ActorSearch.TrainerNode.Tickets;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Tickets;

/// <summary>Tickets that are read by themselves.</summary>
public sealed class TicketNetworkTests
{
    [Theory]
    [InlineData(EngineKind.Sparse)]
    [InlineData(EngineKind.Torch)]
    public void A_ticket_alone_gives_the_scores_of_its_search_bit_by_bit(EngineKind engine)
    {
        using var sessions = new Sessions(SpecOf(engine, prune: new PruneSpec { Biases = false, Keep = ["fc2"] }), SmallData());
        var root = sessions.Root();
        var path = Path(StepOf(0.6, 2, RewindPoint.ToEpoch(1)));
        var order = sessions.Order(path, root, root.Ticket);
        var child = sessions.Finish(order);
        var tested = Assert.IsType<TestFinished>(sessions.Run(order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [child.Ticket] })).Result;
        var scores = ScoresFile.Read(sessions.Store.Read(tested.Scores!), tested.Scores!, TrainingHash, path).Runs[0];

        var ticket = TicketFile.Read(sessions.Store.Read(child.Ticket));
        var use = ticket.Info.Use!;
        Assert.Equal(["1"], use.Positive);
        Assert.Equal((sessions.Spec.Objectives.Fn, engine), (use.OperatingPoint, use.Engine));
        Assert.Equal(child.Validation, ticket.Info.Validation);
        using var network = new TicketNetwork(ticket);
        foreach (var (split, expected) in new[] { (Split.Validation, scores.Validation), (Split.Test, scores.Test) })
            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), network.Logits(Samples(sessions.Data, split)).Select(BitConverter.SingleToInt32Bits));
    }

    /// <summary>A ticket of format version 1, made by that version's search for the file below; its scores are those that were stored with it.</summary>
    [Fact]
    public void A_ticket_of_version_1_is_read_by_itself_and_by_its_search()
    {
        using var folder = new TestFolder();
        var bytes = File.ReadAllBytes(Checkout.PathOf("tests", "TrainerNode.Tests", "Golden", "ticket-1.safetensors"));
        var path = Path(StepOf(0.5, 1, RewindPoint.ToEpoch(0)));
        var ticket = TicketFile.Read(bytes);
        Assert.Null(ticket.Info.Use);
        var reference = new CheckpointRef(new string('a', 64), 1, 1);
        var stored = File.ReadAllBytes(Checkout.PathOf("tests", "TrainerNode.Tests", "Golden", "scores-1.safetensors"));
        var scores = ScoresFile.Read(stored, reference, ticket.Info.TrainingHash, path).Runs[0];
        Assert.Equal(scores.Thresholds, ticket.Info.Thresholds);

        var data = new DataSpec
        {
            Kind = DataKind.SyntheticCracks,
            Positive = ["crack"],
            ImageSize = 16,
            Split = new SplitSpec(),
            Synthetic = new SyntheticSpec { Samples = 200, PositiveShare = 0.3 },
        };
        using (var dataset = Datasets.Open(data, folder["cache"], cancel: TestContext.Current.CancellationToken))
        using (var network = new TicketNetwork(ticket))
        {
            foreach (var (split, expected) in new[] { (Split.Validation, scores.Validation), (Split.Test, scores.Test) })
                Assert.Equal(expected, network.Logits(Samples(dataset, split)));
        }

        static LayerSpec Of(string kind, int size = 0, int kernel = 0, int stride = 1, int padding = 0, double rate = 0, string? name = null) =>
            new() { Kind = LayerKind.Of(kind), Size = size, Kernel = kernel, Stride = stride, Padding = padding, Rate = rate, Name = name };
        var model = new ModelSpec
        {
            Kind = ModelKind.Layers,
            Layers =
            [
                Of("conv2d", 3, 3, padding: 1, name: "edges"), Of("relu"), Of("max-pool", kernel: 2, stride: 2),
                Of("avg-pool", kernel: 2), Of("adaptive-avg-pool", 3),
                Of("flatten"), Of("dropout", rate: 0.2), Of("linear", 5), Of("relu"), Of("linear", 1),
            ],
        };
        var layout = new FlatLayout(ArchitectureBuilder.Build(model, [1, 16, 16], new PruneSpec { Keep = ["edges"] }));
        Assert.Equal(ticket.Trained, TicketFile.Read(bytes, layout, reference, ticket.Info.TrainingHash, path, 0).Trained);
        Assert.Throws<CheckpointDamagedException>(() => TicketFile.Read(bytes, layout, reference, ticket.Info.TrainingHash, path, 1));
        var another = new FlatLayout(ArchitectureBuilder.Build(model, [1, 16, 16], new PruneSpec()));
        Assert.Throws<CheckpointDamagedException>(() => TicketFile.Read(bytes, another, reference, ticket.Info.TrainingHash, path, 0));
    }

    /// <summary>Graphs with sums and buffers: what is written is read, and computes the same.</summary>
    [Fact]
    public void A_ticket_of_any_graph_is_read_by_itself()
    {
        for (var number = 1; number <= 60; number++)
        {
            var random = new RandomCase(number, ["relu", "offset"]);
            using var engine = new SparseEngine(random.Architecture, random.Mask, random.Train, random.Loss, null);
            engine.Load(random.Weights);
            random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
            engine.Train(random.Labels, 0.1, random.Dropout);
            var info = new TicketInfo("hash", "", 0, false, 1, 1, Thresholds, Validation, new Normalization([0], [1]),
                new TicketUse(["yes"], new() { AtFpr = 0.1 }, EngineKind.Sparse, 16));
            var bytes = TicketFile.Write(new Ticket(info, random.Layout, random.Mask, random.Weights, engine.Copy()));

            var read = TicketFile.Read(bytes);
            Assert.Equal(bytes, TicketFile.Write(read));
            Assert.Equal(engine.Copy(), read.Trained);
            Assert.Equal(random.Weights, read.Initial);
            using var network = new TicketNetwork(read);
            var expected = new float[Math.Min(random.Batch, engine.EvaluationBatch)];
            var samples = random.Inputs.AsSpan(0, expected.Length * (random.Inputs.Length / random.Batch));
            samples.CopyTo(engine.EvaluationInputs(expected.Length));
            engine.Evaluate(expected);
            Assert.Equal(expected, network.Logits(samples));
        }
    }

    [Fact]
    public void Samples_are_normalized_as_the_search_does()
    {
        using var folder = new TestFolder();
        var cracks = new SyntheticSpec { Samples = 60, PositiveShare = 0.3 };
        var data = new DataSpec { Kind = DataKind.SyntheticCracks, Positive = ["crack"], ImageSize = 16, Synthetic = cracks };
        using var dataset = Datasets.Open(data, folder["cache"], cancel: TestContext.Current.CancellationToken);
        var layout = new FlatLayout(ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [2] }, [1, 16, 16], new PruneSpec()));
        var info = new TicketInfo("hash", "", 0, false, 1, 1, Thresholds, Validation, dataset.Normalization, null);
        using var network = new TicketNetwork(new Ticket(info, layout, Pruning(layout), new float[layout.Length], new float[layout.Length]));
        var pixels = File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder.Cache))).AsSpan(64);
        var all = new float[pixels.Length];
        for (var i = 0; i < all.Length; i++) all[i] = pixels[i] / 255f;
        network.Normalize(all);
        var known = all.Chunk(256).Select(image => string.Join(' ', image)).ToHashSet();
        Assert.All(Samples(dataset, Split.Test).Chunk(256), image => Assert.Contains(string.Join(' ', image), known));

        float[] table = [float.NaN, 3, 1, 2];
        var features = new FlatLayout(ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [2] }, [2], new PruneSpec()));
        using var rows = new TicketNetwork(new Ticket(
            info with { Normalization = new Normalization([1, 2], [2, 4], [5, 6]) }, features, Pruning(features),
            new float[features.Length], new float[features.Length]));
        rows.Normalize(table);
        Assert.Equal([2, 0.25f, 0, 0], table);

        static NetworkMask Pruning(FlatLayout layout) => NetworkMask.Full(layout.Architecture);
    }

    private static Thresholds Thresholds => Evaluator.ChooseThresholds([0, 1], [0, 1], new OperatingPointSpec { Threshold = 0.5 });

    private static Evaluation Validation => Evaluator.Evaluate([0, 1], [0, 1], Thresholds);

    private static float[] Samples(IDataset data, Split split)
    {
        var count = data.Labels(split).Length;
        var samples = new float[count * data.SampleShape.Aggregate(1, (a, b) => a * b)];
        data.Fill(split, [.. Enumerable.Range(0, count)], samples);
        return samples;
    }
}
