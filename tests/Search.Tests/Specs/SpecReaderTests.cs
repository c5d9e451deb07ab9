using ActorSearch.Search.Layers;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Optimizers;
using Xunit;

namespace ActorSearch.Search.Tests.Specs;

public sealed class SpecReaderTests
{
    private static SearchSpec Read(string text, params string[] overrides)
    {
        var reading = SpecReader.Read(text, "x.yaml", overrides);
        Assert.Empty(reading.Errors);
        return reading.Spec!;
    }

    [Fact]
    public void The_design_s_example_reads_as_it_stands()
    {
        var spec = Read(SearchFiles.Design);
        Assert.Equal("cracks", spec.Name);
        Assert.Equal((DataKind.Images, "./crack", 64), (spec.Data.Kind, spec.Data.Path, spec.Data.ImageSize));
        Assert.Equal(["Positive"], spec.Data.Positive);
        Assert.Equal(new SplitSpec { Train = 0.7, Validation = 0.15, Test = 0.15 }, spec.Data.Split);
        Assert.Equal(ModelKind.Cnn3, spec.Model.Kind);
        Assert.Equal(
            (10, 32, Optimizer.Of("sgd"), 0.01, 0.9),
            (spec.Train.Epochs, spec.Train.BatchSize, spec.Train.Optimizer, spec.Train.LearningRate, spec.Train.Momentum));
        Assert.Equal((ScheduleKind.Step, 8, 0.1), (spec.Train.Schedule.Kind, Assert.Single(spec.Train.Schedule.Step), spec.Train.Schedule.Gamma));
        Assert.Equal((1.0, 0.0, SelectKind.BestAuc, EngineKind.Auto, 2),
            (spec.Train.ClassCost, spec.Train.RankingWeight, spec.Train.Select, spec.Train.Engine, spec.Train.FineTuneEpochs));
        Assert.Equal((CriterionKind.MagnitudeIncrease, ScopeKind.Layer, true), (spec.Prune.Criterion, spec.Prune.Scope, spec.Prune.Biases));
        Assert.Equal([0.3, 0.5, 0.7], spec.Space.PruningRate);
        Assert.Equal([1, 2, 5, 10], spec.Space.ClassCost);
        Assert.Equal([RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(1), RewindPoint.ToEpoch(2)], spec.Space.Rewind);
        Assert.Equal(new OperatingPointSpec { Threshold = 0.5 }, spec.Objectives.Fn);
        Assert.Equal(new StrategySpec { Seed = 7 }, spec.Search);
        Assert.Equal(new ResourcesSpec(), spec.Resources);
        Assert.Equal(ReportKind.Front, spec.Report.Kind);
    }

    [Fact]
    public void Every_key_of_a_csv_search_reaches_its_field()
    {
        var spec = Read(SearchFiles.Csv);
        Assert.Equal(["1", "2"], spec.Data.Positive);
        Assert.Equal(("patient", 4L), (spec.Data.Group, spec.Data.SplitSeed));
        Assert.Equal((true, "class", ';'), (spec.Data.Csv.Header, spec.Data.Csv.Label, spec.Data.Csv.Separator));
        Assert.Equal(["3", "id"], spec.Data.Csv.Drop);
        Assert.Equal(["?", "NA"], spec.Data.Csv.Missing);
        Assert.Equal([20, 10], spec.Model.Sizes);
        var train = spec.Train;
        Assert.Equal(
            (6, Optimizer.Of("adamw"), 0.001, 0.8, 0.99, 1e-7, 0.01),
            (train.Epochs, train.Optimizer, train.LearningRate, train.Beta1, train.Beta2, train.Epsilon, train.WeightDecay));
        Assert.Equal((ScheduleKind.Cosine, 0.01), (train.Schedule.Kind, train.Schedule.Floor));
        Assert.Equal((3.0, true, 0.5, SelectKind.Last, 2, EngineKind.Torch),
            (train.ClassCost, train.NormaliseCost, train.RankingWeight, train.Select, train.FineTuneEpochs, train.Engine));
        Assert.Equal((CriterionKind.Magnitude, ScopeKind.Global, false, "fc3"),
            (spec.Prune.Criterion, spec.Prune.Scope, spec.Prune.Biases, Assert.Single(spec.Prune.Keep)));
        Assert.Equal(new OperatingPointSpec { AtFpr = 0.05 }, spec.Objectives.Fn);
        Assert.Equal(0.4, spec.Objectives.Limits["max_fpr"]);
        Assert.Equal(
            new StrategySpec { Strategy = StrategyKind.Random, Width = 3, MaxLevel = 4, MaxCandidates = 50, MaxEpochs = 900, Replicates = 2, Seed = 11 },
            spec.Search);
        Assert.Equal(new ResourcesSpec { Slots = 3, CheckpointSeconds = 120, Mixed = true, Vector = VectorLevel.Avx2 }, spec.Resources);
        Assert.Equal(ReportKind.List, spec.Report.Kind);
        Assert.Equal(["09ab", "4f1c"], spec.Report.Candidates);
    }

    [Fact]
    public void Lists_of_the_space_are_sorted()
    {
        var space = Read(SearchFiles.Csv).Space;
        Assert.Equal([1, 10], space.ClassCost);
        Assert.Equal([RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(5), RewindPoint.ScheduleTo(2), RewindPoint.None, RewindPoint.Reinit], space.Rewind);
    }

    [Fact]
    public void Synthetic_data_and_a_list_of_layers_read_completely()
    {
        var spec = Read(SearchFiles.Synthetic);
        Assert.Equal(new SyntheticSpec { Samples = 500, PositiveShare = 0.2, Seed = 9 }, spec.Data.Synthetic);
        Assert.Equal(["crack"], spec.Data.Positive);
        Assert.Equal((null, 32), (spec.Data.Path, spec.Data.ImageSize));
        Assert.Equal(
            new AugmentSpec { FlipHorizontal = true, FlipVertical = true, Rotation = 10, Crop = 4, Brightness = 0.1, Contrast = 0.2 },
            spec.Data.Augment);
        Assert.Equal(new SplitSpec(), spec.Data.Split);
        Assert.Equal(ModelKind.Layers, spec.Model.Kind);
        Assert.Equal<LayerSpec>(
        [
            new() { Kind = LayerKind.Of("conv2d"), Size = 16, Kernel = 3, Padding = 1, Stride = 2, Name = "c1" },
            new() { Kind = LayerKind.Of("relu") },
            new() { Kind = LayerKind.Of("max-pool"), Kernel = 3, Stride = 2, Padding = 1 },
            new() { Kind = LayerKind.Of("avg-pool"), Kernel = 2, Stride = 2 },
            new() { Kind = LayerKind.Of("adaptive-avg-pool"), Size = 5 },
            new() { Kind = LayerKind.Of("flatten") },
            new() { Kind = LayerKind.Of("linear"), Size = 32, Name = "hidden" },
            new() { Kind = LayerKind.Of("relu"), Name = "act" },
            new() { Kind = LayerKind.Of("dropout"), Rate = 0.5 },
            new() { Kind = LayerKind.Of("linear"), Size = 1 },
        ], spec.Model.Layers);
        Assert.Equal((0.8, true, 1), (spec.Train.Momentum, spec.Train.Nesterov, spec.Train.FineTuneEpochs));
        Assert.Equal(ReportKind.All, spec.Report.Kind);
        var list = SearchFiles.Synthetic.Replace("model:\n", "model:\n  kind: layers\n  layers:\n", StringComparison.Ordinal)
            .Replace("\n  - ", "\n    - ", StringComparison.Ordinal);
        Assert.Equal<LayerSpec>(spec.Model.Layers, Read(list).Model.Layers);
    }

    [Fact]
    public void What_is_left_out_takes_the_record_s_default()
    {
        var spec = Read("{ name: a, data: { kind: npz, path: p, positive: 1 }, model: { kind: lenet-5 }, space: { pruning_rate: [0.5] } }");
        Assert.Equal(new TrainSpec { FineTuneEpochs = 2 } with { Schedule = spec.Train.Schedule }, spec.Train);
        Assert.Equal(ScheduleKind.Constant, spec.Train.Schedule.Kind);
        Assert.Null(spec.Data.Split);
        Assert.Equal([1.0], spec.Space.ClassCost);
        Assert.Equal([RewindPoint.ToEpoch(0)], spec.Space.Rewind);
        Assert.Equal(new StrategySpec(), spec.Search);
    }

    [Theory]
    [InlineData("train.schedule=cosine", ScheduleKind.Cosine)]
    [InlineData("train.schedule=constant", ScheduleKind.Constant)]
    public void A_schedule_may_be_one_word(string set, ScheduleKind kind) => Assert.Equal(kind, Read(SearchFiles.Design, set).Train.Schedule.Kind);

    [Theory]
    [InlineData("60s", 60)]
    [InlineData("2m", 120)]
    [InlineData("90", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("0", 0)]
    public void Times_are_seconds_minutes_or_hours(string time, double seconds) =>
        Assert.Equal(seconds, Read(SearchFiles.Design, "resources.checkpoint=" + time).Resources.CheckpointSeconds);

    [Fact]
    public void A_key_of_another_optimiser_is_a_warning_not_an_error()
    {
        var reading = SpecReader.ReadOrThrow(SearchFiles.Design, "cracks.yaml", ["train.optimizer=adam"]);
        Assert.Equal("cracks.yaml:4:89: warning: train.momentum: has no effect with optimizer adam", Assert.Single(reading.Problems).ToString());
        Assert.NotNull(reading.Spec);
    }

    [Fact]
    public void Anchors_quotes_and_a_byte_order_mark_are_fine()
    {
        var text = "\uFEFFname: 'a'\ndata: { kind: \"npz\", path: p, positive: 'null' }\nmodel: { kind: mlp, sizes: &s [3, 3] }\n"
            + "space: { pruning_rate: [&r 0.5], class_cost: [*r, 2] }\n";
        var spec = Read(text);
        Assert.Equal([0.5, 2], spec.Space.ClassCost);
        Assert.Equal(["null"], spec.Data.Positive);
    }

    [Fact]
    public void Overrides_replace_and_create_keys_and_take_whole_lists()
    {
        var spec = Read(
            SearchFiles.Design, "train.epochs=3", "train.schedule=constant", "space.class_cost=[7, 3]", "data.augment.crop=2", "search.max_epochs=5000",
            "data.path=/some/where else", "objectives.fn={ at_fpr: 0.1 }");
        Assert.Equal((3, 2, 5000L, "/some/where else"), (spec.Train.Epochs, spec.Data.Augment.Crop, spec.Search.MaxEpochs, spec.Data.Path));
        Assert.Equal([3, 7], spec.Space.ClassCost);
        Assert.Equal(0.1, spec.Objectives.Fn.AtFpr);
    }

    [Theory]
    [InlineData("train.epochs", "--set train.epochs: expected key=value with the key as in train.epochs=5")]
    [InlineData("=5", "--set =5: expected key=value with the key as in train.epochs=5")]
    [InlineData("train..epochs=5", "--set train..epochs=5: expected key=value with the key as in train.epochs=5")]
    [InlineData("train.epoch=5", "--set train.epoch=5: train.epoch: unknown key; did you mean `epochs`?")]
    [InlineData("trian.epochs=5", "--set trian.epochs=5: trian: unknown key; did you mean `train`?")]
    [InlineData("train.epochs=", "--set train.epochs=: train.epochs: an empty value is not a whole number from 1 to 1000, for example 10")]
    [InlineData("train.epochs=many", "--set train.epochs=many: train.epochs: many is not a whole number from 1 to 1000, for example 10")]
    [InlineData("train.epochs.x=1", "--set train.epochs.x=1: train.epochs: is 10, not a mapping with keys of its own; give its whole value")]
    [InlineData("space.rewind=[0", "--set space.rewind=[0: not valid YAML: ")]
    public void A_bad_override_is_named_with_its_text(string set, string expected) =>
        Assert.StartsWith(expected, Assert.Single(SpecReader.Read(SearchFiles.Design, "cracks.yaml", [set]).Problems).ToString(), StringComparison.Ordinal);

    [Fact]
    public void The_effective_document_is_the_text_or_with_overrides_one_that_reads_the_same()
    {
        Assert.Equal(SearchFiles.Design, SpecReader.Read(SearchFiles.Design, "x", []).EffectiveYaml);
        foreach (var text in new[] { SearchFiles.Design, SearchFiles.Csv, SearchFiles.Synthetic })
        {
            string[] overrides = ["name=\"it's - a {name}, #1 ~\"", "search.seed=5", "space.rewind=[0, lr:1]"];
            var reading = SpecReader.Read(text, "x", overrides);
            Assert.Empty(reading.Errors);
            var again = SpecReader.Read(reading.EffectiveYaml, "y", []);
            Assert.Empty(again.Errors);
            Assert.Equal("it's - a {name}, #1 ~", again.Spec!.Name);
            Assert.Equal(5, again.Spec.Search.Seed);
            Assert.Equal(SpecHashes.Spec(reading.Spec!, "f"), SpecHashes.Spec(again.Spec, "f"));
            Assert.Equal(reading.Spec!.Resources, again.Spec.Resources);
            Assert.Equal(reading.EffectiveYaml, SpecReader.Read(reading.EffectiveYaml, "y", overrides).EffectiveYaml);
        }
    }

    /// <summary>The documentation's example is the one tested here, and every key of the test files is described.</summary>
    [Fact]
    public void The_documentation_has_the_example_and_every_key()
    {
        var documentation = File.ReadAllText(Checkout.PathOf("docs", "search-file.md"));
        Assert.Contains(SearchFiles.Design.TrimEnd(), documentation.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        var words = new[] { SearchFiles.Design, SearchFiles.Csv, SearchFiles.Synthetic }.SelectMany(text => text.Split(' ', '\n', '{', ','));
        foreach (var key in words.Where(word => word.Length > 2 && word.EndsWith(':')))
            Assert.Contains(key[..^1], documentation, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_loss_the_batches_and_the_taylor_criterion_are_off_until_set()
    {
        var plain = SpecReader.ReadOrThrow(SearchFiles.Design, "x.yaml", []).Spec!;
        Assert.Equal((null, SamplingKind.Shuffle, 1.0), (plain.Train.PartialAuc, plain.Train.Sampling, plain.Prune.ClassCost));
        var set = SpecReader.ReadOrThrow(
            SearchFiles.Design, "x.yaml", ["train.partial_auc={}", "train.sampling=balanced", "prune={ criterion: taylor, class_cost: 20 }"]);
        Assert.Empty(set.Problems);
        Assert.Equal((new PartialAucSpec { Fpr = 0.1, Weight = 1 }, SamplingKind.Balanced), (set.Spec!.Train.PartialAuc, set.Spec.Train.Sampling));
        Assert.Equal((CriterionKind.Taylor, 20.0), (set.Spec.Prune.Criterion, set.Spec.Prune.ClassCost));
    }

    [Fact]
    public void By_level_restricts_the_lists_of_its_level_alone()
    {
        var space = SpecReader.ReadOrThrow(
            SearchFiles.Design, "x.yaml", ["space.by_level=[{ class_cost: [5, 1] }, {}, { pruning_rate: [0.5], rewind: [2] }, {}]"]).Spec!.Space;
        Assert.Equal(3, space.ByLevel.Length);
        Assert.Equal([1, 5], space.At(1).ClassCost);
        Assert.Equal(space.PruningRate, space.At(1).PruningRate);
        Assert.Equal(space.ClassCost, space.At(2).ClassCost);
        Assert.Equal(0.5, Assert.Single(space.At(3).PruningRate));
        Assert.Equal(RewindPoint.ToEpoch(2), Assert.Single(space.At(3).Rewind));
        Assert.Equal(space.Rewind, space.At(4).Rewind);
    }
}
