using System.Text.Json;

namespace ActorSearch.Benchmarks;

/// <summary>
/// `--only NAME` (a part of a network's name), `--density 5,1` (per cent), `--rounds N`, `--seconds S` (of a round), `--chains N` (rounds of whole chains),
/// `--masks random | chain`, `--json FILE`.
/// </summary>
internal sealed record Options
{
    public static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string Only { get; init; } = "";
    public double[] Densities { get; init; } = [];
    public int Rounds { get; init; } = 7;
    public double RoundSeconds { get; init; } = 0.3;
    public int Chains { get; init; } = 1;

    /// <summary>Masks of a chain of tickets instead of random ones.</summary>
    public bool ChainMasks { get; init; }
    public string? Json { get; init; }

    /// <returns>Null when an argument is not understood.</returns>
    public static Options? Read(ReadOnlySpan<string> args)
    {
        var options = new Options();
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var value = args[i + 1];
            switch (args[i])
            {
                case "--only": options = options with { Only = value }; break;
                case "--density":
                    options = options with { Densities = [.. value.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture) / 100)] };
                    break;
                case "--rounds": options = options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "--chains": options = options with { Chains = int.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "--seconds": options = options with { RoundSeconds = double.Parse(value, CultureInfo.InvariantCulture) }; break;
                case "--masks" when value is "random" or "chain": options = options with { ChainMasks = value == "chain" }; break;
                case "--json": options = options with { Json = value }; break;
                default: return null;
            }
        }
        return args.Length % 2 == 0 ? options : null;
    }

    public bool Takes(string network) => network.Contains(Only, StringComparison.Ordinal);
    public bool Takes(double density) => Densities.Length == 0 || Densities.Any(d => Math.Abs(d - density) < 1e-9);
}
