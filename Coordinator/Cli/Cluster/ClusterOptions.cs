using System.CommandLine;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>The options by which a command finds a cluster: `--coordinator`, `--token` or `--token-file`, `--ca`, or ACTORSEARCH_COORDINATOR, _TOKEN, _TOKEN_FILE, _CA.</summary>
internal sealed class ClusterOptions
{
    private const string Default = "http://127.0.0.1:4080";

    private readonly Option<string?> _coordinators = new("--coordinator") { Description = $"The coordinators' HTTP addresses; any of them answers. Else ACTORSEARCH_COORDINATOR, else {Default}.", HelpName = "URL[,URL...]" };
    private readonly Option<string?> _token = new("--token") { Description = "What the coordinators ask for. Else ACTORSEARCH_TOKEN, else that of this user's coordinator on this machine.", HelpName = "TOKEN" };
    private readonly Option<string?> _tokenFile = new("--token-file") { Description = "File whose only line is the token. Else ACTORSEARCH_TOKEN_FILE.", HelpName = "FILE" };
    private readonly Option<string?> _authority = new("--ca") { Description = "Certificate of the authority that signed the coordinators' (PEM). Else ACTORSEARCH_CA, else those that the system trusts.", HelpName = "FILE" };

    /// <summary>Adds them to a command.</summary>
    public static ClusterOptions AddTo(Command command)
    {
        var options = new ClusterOptions();
        foreach (var option in new Option[] { options._coordinators, options._token, options._tokenFile, options._authority }) command.Options.Add(option);
        return options;
    }

    public static Argument<string> Search() => new("SEARCH") { Description = "The search's id (actorsearch list)." };

    /// <summary>The search's id as a part of an address.</summary>
    /// <exception cref="BadInputException">The id is invalid; no request is sent.</exception>
    public static string PathOf(string search) =>
        SearchId.IsValid(search) ? search : throw new BadInputException($"SEARCH: there is no search {search}; an id is {SearchId.Rule}");

    public static Argument<string> Candidate() => new("CANDIDATE") { Description = "The candidate's id, or a unique beginning of it, or `root`." };

    public static Option<string> Format()
    {
        var format = new Option<string>("--format") { Description = "table (default) or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        return format;
    }

    /// <exception cref="BadInputException">An address or the certificate is wrong.</exception>
    public ClusterClient Client(ParseResult parsed, Terminal terminal)
    {
        var addresses = Given(parsed, _coordinators, "ACTORSEARCH_COORDINATOR") ?? Default;
        var uris = addresses.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Address).ToArray();
        if (uris.Length == 0) throw new BadInputException("--coordinator: no address is given");
        var authority = Given(parsed, _authority, "ACTORSEARCH_CA");
        return new ClusterClient(uris, Token(parsed) ?? LocalToken.Of(uris[0]), authority is null ? null : NodeCertificates.ClientHandler(authority), terminal);
    }

    /// <summary>Of several that are given the one nearest to the command: its options, then the environment.</summary>
    private string? Token(ParseResult parsed)
    {
        if (parsed.GetValue(_token) is null && parsed.GetValue(_tokenFile) is { Length: > 0 } file) return SecretFile.Read(file);
        if (Given(parsed, _token, "ACTORSEARCH_TOKEN") is { } token) return token;
        return Given(parsed, _tokenFile, "ACTORSEARCH_TOKEN_FILE") is { } named ? SecretFile.Read(named) : null;
    }

    private static string? Given(ParseResult parsed, Option<string?> option, string variable) =>
        parsed.GetValue(option) is { Length: > 0 } given ? given : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null;

    private static Uri Address(string text) => Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw new BadInputException($"--coordinator: {text} is no address; expected http(s)://host:port");
}
