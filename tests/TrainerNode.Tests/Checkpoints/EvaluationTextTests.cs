using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Tests.Figures;
using ActorSearch.TrainerNode.Training.Checkpoints;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Checkpoints;

/// <summary>Evaluations and thresholds in the metadata of tickets and checkpoints.</summary>
public sealed class EvaluationTextTests
{
    /// <summary>From a ticket of version 0.2.</summary>
    private const string OldThresholds = """{"objective":0,"at_fpr1":-1.0901946,"at_fpr5":-1.0901947,"at_fpr10":-1.0991969}""", OldEvaluation = """
        {"positives":9,"negatives":36,"threshold_logit":0,"true_positives":0,"false_positives":0,
        "auc_numerator":470,"auc_pr":0.3152645502645502,"partial_auc":0,
        "at_half":{"threshold_logit":0,"false_negatives":9,"false_positives":0},
        "at_fpr1":{"threshold_logit":-1.0901946,"false_negatives":9,"false_positives":0},
        "at_fpr5":{"threshold_logit":-1.0901947,"false_negatives":9,"false_positives":1},
        "at_fpr10":{"threshold_logit":-1.0991969,"false_negatives":9,"false_positives":3},
        "false_negatives":9,"true_negatives":36,"auc":0.7253086419753086,"threshold":0.5,"answers_with_one_class":true}
        """;

    [Fact]
    public void An_older_ticket_is_read_and_written_with_the_same_bytes()
    {
        var text = OldEvaluation.ReplaceLineEndings("");
        var evaluation = FileJson.Read<Evaluation>("validation", text);
        Assert.Equal((9, 470L, 3), (evaluation.FalseNegatives, evaluation.AucNumerator, evaluation.At(new OperatingRule(0.10))!.Value.FalsePositives));
        Assert.Equal(text, FileJson.Text(evaluation));
        var thresholds = FileJson.Read<Thresholds>("thresholds", OldThresholds);
        Assert.Equal((0f, -1.0901947f), (thresholds.Of(OperatingRule.Half), thresholds.Of(OperatingRule.Fpr5)));
        Assert.Equal(OldThresholds, FileJson.Text(thresholds));
    }

    /// <summary>A member that comes later is found by reflection.</summary>
    [Fact]
    public void Every_change_of_an_evaluation_is_written()
    {
        foreach (var (at, changed) in Changes.Of(ResultSamples.Evaluation))
            Assert.True(changed == FileJson.Read<Evaluation>("validation", FileJson.Text(changed)), $"{at} is lost");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"positives":"9"}""")]
    [InlineData("""{"objective":"x"}""")]
    public void Another_text_is_invalid_data(string text)
    {
        Assert.Throws<InvalidDataException>(() => FileJson.Read<Evaluation>("validation", text));
        Assert.Throws<InvalidDataException>(() => FileJson.Read<Thresholds>("thresholds", text));
    }
}
