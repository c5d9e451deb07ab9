using ActorSearch.Search.Candidates;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>Epochs a candidate trains; known before it is proposed.</summary>
public static class EpochCost
{
    /// <summary>Over all runs of a candidate that is trained to the end.</summary>
    public static long Of(SearchSpec spec, CandidatePath path) => (long)spec.Search.Replicates * OfRun(spec, path);

    /// <summary>The root and `reinit` train all epochs, a rewound child those from its rewind point, `none` the fine-tuning ones.</summary>
    /// <param name="epochs">Where a budget rule stops the run; null: at the end.</param>
    public static int OfRun(SearchSpec spec, CandidatePath path, int? epochs = null)
    {
        var all = path.Level == 0 ? spec.Train.Epochs : path.Last.Rewind switch
        {
            { Kind: RewindKind.None } => spec.Train.FineTuneEpochs,
            { Kind: RewindKind.Reinit } => spec.Train.Epochs,
            var rewind => Math.Max(0, spec.Train.Epochs - rewind.Epoch),
        };
        return Math.Min(all, epochs ?? all);
    }
}
