using System.ComponentModel;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>What a request for a page of candidates says in its query.</summary>
internal sealed record CandidatesRequest(
    [property: FromQuery(Name = CandidatesRequest.StateKey)] string[]? State,
    [property: FromQuery(Name = "level"), Description("Only of this level; 0 is the dense network.")] int? Level,
    [property: FromQuery(Name = "rate"), Description("Only with this pruning rate in the last step.")] double? Rate,
    [property: FromQuery(Name = "class_cost"), Description("Only with this class cost in the last step.")] double? ClassCost,
    [property: FromQuery(Name = "rewind"), Description("Only with this rewind point in the last step: an epoch, lr:EPOCH, none or reinit.")] string? Rewind,
    [property: FromQuery(Name = "front"), Description("Only those on the front, or only the others.")] bool? Front,
    [property: FromQuery(Name = "parent"), Description("Only the children of this candidate: its id, a unique beginning of it, or `root`.")] string? Parent,
    [property: FromQuery(Name = "order"),
     Description("proposed (the default), level, fn, fp, sparsity, auc or epochs; with a - before it the largest first.")] string? Order,
    [property: FromQuery(Name = "offset"), Description("Candidates to leave out at the beginning; 0 unless said.")] int? Offset,
    [property: FromQuery(Name = "limit"), Description("Candidates on the page, 1 to 500; 100 unless said.")] int? Limit)
{
    public const int MostOnPage = 500;

    public const string StateKey = "state";

    /// <summary>The description of that key; an attribute does not know all states.</summary>
    public static string StateHelp { get; } = $"Only these, of {string.Join(", ", Words.States)}; repeated or with commas.";

    private static readonly Dictionary<string, CandidateOrder> Orders = Enum.GetValues<CandidateOrder>().ToDictionary(Name);

    /// <summary>What asks for the same page, as the query of an address.</summary>
    public static string Text(CandidateQuery query)
    {
        var values = new Dictionary<string, string?>
        {
            [StateKey] = query.States.IsDefaultOrEmpty ? null : string.Join(',', query.States),
            ["level"] = Text(query.Level),
            ["rate"] = Text(query.PruningRate),
            ["class_cost"] = Text(query.ClassCost),
            ["rewind"] = query.Rewind?.ToString(),
            ["front"] = query.OnFront?.ToString(),
            ["parent"] = query.Parent,
            ["order"] = (query.Descending ? "-" : "") + Name(query.Order),
            ["offset"] = Text(query.Offset),
            ["limit"] = Text(query.Limit),
        };
        return QueryString.Create(values.Where(value => value.Value is not null)).Value!;

        static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);
    }

    /// <exception cref="BadInputException">Something is not what it has to be.</exception>
    public CandidateQuery Query()
    {
        const StringSplitOptions parts = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        ImmutableArray<string> states = [.. (State ?? []).SelectMany(text => text.Split(',', parts)).Distinct()];
        if (states.FirstOrDefault(state => !Words.States.Contains(state)) is { } unknown)
            throw new BadInputException($"state: {unknown} is none of {string.Join(", ", Words.States)}{NearestName.Hint(unknown, Words.States)}");
        var descending = Order?.StartsWith('-') == true;
        var order = Order is { Length: > 0 } ? Order[(descending ? 1 : 0)..] : Name(CandidateOrder.Proposed);
        if (!Orders.TryGetValue(order, out var by))
        {
            string[] names = [.. Orders.Keys];
            throw new BadInputException($"order: {Order} is none of {string.Join(", ", names)}{NearestName.Hint(order.TrimStart('-'), names)}");
        }
        RewindPoint? rewind = Rewind is null ? null
            : RewindPoint.TryParse(Rewind, out var point) ? point : throw new BadInputException($"rewind: {Rewind} is no epoch, lr:EPOCH, none or reinit");
        if (Offset < 0) throw new BadInputException($"offset: {Offset} is below 0");
        if (Limit is < 1 or > MostOnPage) throw new BadInputException($"limit: {Limit} is not 1 to {MostOnPage}");
        RequireFinite("rate", Rate);
        RequireFinite("class_cost", ClassCost);
        if (Parent?.Length > 100) throw new BadInputException("parent: an id was expected");
        return new CandidateQuery(states, Level, Rate, ClassCost, rewind, Front, Parent, by, descending, Offset ?? 0, Limit ?? 100);
    }

    private static string Name(CandidateOrder order) => order.ToString().ToLowerInvariant();

    private static void RequireFinite(string key, double? value)
    {
        if (value is { } number && !double.IsFinite(number)) throw new BadInputException($"{key}: {number} is no number");
    }
}
