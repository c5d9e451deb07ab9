using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Specs;

public sealed class SpecHashesTests
{
    private const string Fingerprint = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static SearchSpec Read(string text, params string[] overrides) => SpecReader.ReadOrThrow(text, "x.yaml", overrides).Spec!;

    private static (string Training, string Spec) Hashes(string text, params string[] overrides) =>
        (SpecHashes.Training(Read(text, overrides), Fingerprint), SpecHashes.Spec(Read(text, overrides), Fingerprint));

    /// <summary>Frozen: stored searches are found by these. A change here breaks every existing store.</summary>
    [Theory]
    [InlineData(0, "22e52e4188fc4b270fe1eb6fca0ceed6e70022675ba303b248bba65e3595a86b", "02bbfa3931d30353f066c46c99ed1f57f285ec6e77d5b8eee57faaffe42f8218")]
    [InlineData(1, "3a611eb392fc5c5b47e70e9e1ba93e416a8163d64012c685e78b1a06e78b7781", "81cce7bd3b7a4e7fdb164bf75e8ceec3da23bf0edc9e954af5affedec21f6274")]
    [InlineData(2, "f25cc9d44c19b0ced683e23afab2f7a19b4f34e835bdeeac30432d1ff20402e6", "67a3bd26a7ae6bf990798809de967b1ac56249ae4985cb1beb4636ecc7bc56e2")]
    public void Hashes_never_change(int file, string training, string spec) => Assert.Equal((training, spec), Hashes(Files[file]));

    private static readonly string[] Files = [SearchFiles.Design, SearchFiles.Csv, SearchFiles.Synthetic];

    [Fact]
    public void The_canonical_json_is_as_documented() => Assert.Equal(
        """{"data":{"kind":"images","fingerprint":"f","positive":["Positive"],"image_size":64,"split":{"train":0.7,"validation":0.15,"test":0.15}"""
        + ""","split_seed":0,"augment":{"flip_horizontal":false,"flip_vertical":false,"rotation":0,"crop":0,"brightness":0,"contrast":0}}"""
        + ""","model":{"kind":"cnn-3"},"train":{"epochs":10,"batch_size":32,"optimizer":"sgd","learning_rate":0.01,"momentum":0.9,"nesterov":false"""
        + ""","weight_decay":0,"schedule":{"kind":"step","step":[8],"gamma":0.1},"class_cost":1,"normalise_cost":false,"ranking_weight":0"""
        + ""","select":"best-auc","fine_tune_epochs":2,"engine":"auto"}"""
        + ""","prune":{"criterion":"magnitude-increase","scope":"layer","biases":true,"keep":[]},"seed":7}""",
        CanonicalJson.Training(Read(SearchFiles.Design), "f"));

    [Fact]
    public void Remarks_order_of_keys_and_spelled_out_defaults_do_not_matter()
    {
        var lines = SearchFiles.Design.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The sections begin at lines without indentation; put them in reverse.
        var sections = new List<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith(' ')) sections[^1] += "\n" + line + " # remark";
            else sections.Add(line);
        }
        sections.Reverse();
        Assert.Equal(Hashes(SearchFiles.Design), Hashes(string.Join('\n', sections)));
        Assert.Equal(Hashes(SearchFiles.Design), Hashes(
            SearchFiles.Design, "space.class_cost=[10, 5.0, 2, 1e0]", "train.weight_decay=0", "train.normalise_cost=false", "data.split_seed=0",
            "train.fine_tune_epochs=2", "train.sampling=shuffle", "space.by_level=[{}, { class_cost: [1, 2, 5, 10] }]", "prune.keep=[]"));
    }

    [Theory]
    [InlineData("name=other")]
    [InlineData("data.path=/elsewhere")]
    [InlineData("resources={ slots: 4, checkpoint: 5m, mixed: true, vector: avx2 }")]
    [InlineData("report=all")]
    [InlineData("train.beta1=0.5")]
    [InlineData("prune.class_cost=5")]
    public void Name_path_resources_report_and_the_other_optimiser_s_keys_do_not_matter(string set) =>
        Assert.Equal(Hashes(SearchFiles.Design), Hashes(SearchFiles.Design, set));

    /// <summary>Per file: every change that decides what is trained, then those that decide only what is searched.</summary>
    private static readonly (string File, string[] Training, string[] Spec)[] Changes =
    [
        (SearchFiles.Design,
            ["data.positive=Negative", "data.positive=[Positive, x]", "data.image_size=32", "data.split={ train: 0.6, validation: 0.2, test: 0.2 }",
             "data.split={ train: 0.7, validation: 0.2, test: 0.1 }", "data.split_seed=1",
             "data.group=photo", "data.augment.flip_horizontal=true", "data.augment.flip_vertical=true", "data.augment.rotation=5",
             "data.augment.crop=1", "data.augment.brightness=0.1", "data.augment.contrast=0.1",
             "model.kind=lenet-5", "model={ kind: mlp, sizes: [3] }", "model={ kind: mlp, sizes: [3, 3] }", "model=[flatten, { linear: 1 }]",
             "model=[flatten, { linear: 1, name: out }]",
             "train.epochs=11", "train.batch_size=16", "train.optimizer=adam", "train.optimizer=adamw", "train.learning_rate=0.02",
             "train.momentum=0.8", "train.nesterov=true", "train.weight_decay=0.1",
             "train.schedule=constant", "train.schedule=cosine", "train.schedule={ cosine: 0.1 }", "train.schedule={ step: [7], gamma: 0.1 }",
             "train.schedule={ step: [8], gamma: 0.2 }", "train.schedule={ step: [7, 8], gamma: 0.1 }",
             "train.class_cost=2", "train.normalise_cost=true", "train.ranking_weight=0.1", "train.partial_auc={ fpr: 0.1 }",
             "train.partial_auc={ fpr: 0.2 }", "train.partial_auc={ weight: 2 }", "train.sampling=balanced", "train.select=last",
             "train.fine_tune_epochs=3", "train.engine=torch",
             "prune.criterion=magnitude", "prune.criterion=random", "prune.criterion=taylor", "prune={ criterion: taylor, class_cost: 2 }",
             "prune.scope=global", "prune.biases=false", "prune.keep=[fc2]", "search.seed=8"],
            ["space.pruning_rate=[0.3, 0.5]", "space.class_cost=[1, 2]", "space.rewind=[0, 1]", "space.rewind=[0, 1, lr:2]", "space.rewind=[0, 1, none]",
             "space.by_level=[{ class_cost: [1] }]", "space.by_level=[{ class_cost: [1, 2] }]", "space.by_level=[{}, { class_cost: [1] }]",
             "space.by_level=[{ rewind: [0] }]", "space.by_level=[{ pruning_rate: [0.3] }]",
             "objectives.fn={ threshold: 0.4 }", "objectives.fn={ at_fpr: 0.5 }", "objectives.max_fpr=0.4",
             "search.strategy=exhaustive", "search.strategy=random", "search.width=9", "search.max_level=8", "search.max_candidates=201",
             "search.max_epochs=100000", "search.replicates=2"]),
        (SearchFiles.Csv,
            ["data.header=false", "data.label=other", "data.drop=[id]", "data.missing=[NA]", "data.separator=','", "data.group=visit",
             "model.sizes=[10, 20]", "train.beta1=0.7", "train.beta2=0.98", "train.epsilon=1e-6"],
            ["search.max_epochs=901"]),
        (SearchFiles.Synthetic,
            ["data.samples=600", "data.positive_share=0.3", "data.seed=10", "data.image_size=64"],
            ["objectives.max_fpr=0.3"]),
    ];

    [Fact]
    public void Any_other_change_gives_another_hash_and_no_two_changes_the_same()
    {
        foreach (var (file, training, spec) in Changes)
        {
            var (trainingHash, specHash) = Hashes(file);
            var seen = new HashSet<string> { trainingHash };
            var seenSpec = new HashSet<string> { specHash };
            foreach (var change in training)
            {
                // Without a header columns have no names; the change needs these two along.
                string[] sets = change == "data.header=false" ? [change, "data.label=last", "data.drop=[3]"] : [change];
                var (t, s) = Hashes(file, sets);
                Assert.True(seen.Add(t), $"{change} gives a training hash seen before");
                Assert.True(seenSpec.Add(s), $"{change} gives a spec hash seen before");
            }
            foreach (var change in spec)
            {
                var (t, s) = Hashes(file, change);
                Assert.True(t == trainingHash, $"{change} must not change the training hash");
                Assert.True(seenSpec.Add(s), $"{change} gives a spec hash seen before");
            }
        }
        Assert.NotEqual(SpecHashes.Training(Read(SearchFiles.Design), "a"), SpecHashes.Training(Read(SearchFiles.Design), "b"));
    }

    /// <summary>Layers that differ in any number have different hashes.</summary>
    [Fact]
    public void Every_number_of_a_layer_counts() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 1], Gen.Int[0, 9]).Array[2].Sample(pair =>
        {
            static string Hash((int Size, int Kernel, int Stride, int Padding, int Rate) n) => Hashes(SearchFiles.Design,
                $"model=[{{ conv2d: {n.Size}, kernel: {n.Kernel}, stride: {n.Stride}, padding: {n.Padding} }}, "
                + $"{{ dropout: 0.{n.Rate} }}, flatten, {{ linear: 1 }}]").Training;
            Assert.Equal(pair[0] == pair[1], Hash(pair[0]) == Hash(pair[1]));
        }, iter: 300);

    [Fact]
    public void Numbers_are_written_so_that_they_read_back_the_same() => Gen.Double[1e-12, 1].Sample(rate =>
    {
        var spec = Read(SearchFiles.Design);
        spec = spec with { Train = spec.Train with { LearningRate = rate } };
        var json = System.Text.Json.JsonDocument.Parse(CanonicalJson.Spec(spec, "f"));
        Assert.Equal(rate, json.RootElement.GetProperty("training").GetProperty("train").GetProperty("learning_rate").GetDouble());
    }, iter: 300);
}
