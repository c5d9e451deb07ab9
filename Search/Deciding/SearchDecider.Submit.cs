namespace ActorSearch.Search;

public static partial class SearchDecider
{
    private static SearchReply Submit(Draft draft, SubmitSearch command)
    {
        var state = draft.State;
        if (state.Status == SearchStatus.NotSubmitted)
        {
            draft.Add(new SearchSubmitted(command.Search, command.Spec, command.SpecHash, command.TrainingHash, command.DataFingerprint, draft.At));
        }
        else if (state.Status == SearchStatus.Cancelled)
        {
            return new Refused("the search was cancelled and cannot be continued");
        }
        else
        {
            if (command.TrainingHash != state.TrainingHash || command.SpecHash != state.SpecHash)
            {
                if (SpecChange.Refusal(state.Spec!, command.Spec) is { } refusal) return new Refused(refusal);
                if (command.TrainingHash != state.TrainingHash) return new Refused(OtherTraining(state, command));
            }
            var same = command.SpecHash == state.SpecHash;
            if (same && SpecChange.First(state.Spec!, command.Spec) is null) return Accepted.Instance;
            draft.Add(new SearchExtended(command.Spec, command.SpecHash, draft.At));
            if (same)
            {
                Advance(draft);
                return Accepted.Instance;
            }
        }
        draft.Add(new CandidatesProposed(0, [CandidatePath.Root], draft.At));
        Advance(draft);
        return Accepted.Instance;
    }

    private static string OtherTraining(SearchState state, SubmitSearch command) => command.DataFingerprint != state.DataFingerprint
        ? "data: the contents differ from those the search began with"
        : "the training differs from that the search began with";
}
