using System.CommandLine;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>
/// The options by which a command finds a cluster: `--coordinator`, `--token` or `--token-file`, `--ca`, or ACTORSEARCH_COORDINATOR, _TOKEN, _TOKEN_FILE, _CA.
/// </summary>
internal sealed class ClusterOptions
{
    private const string Default = "http://127.0.0.1:4080";

    private readonly Option<string?> _coordinators = Option(
        "--coordinator", "URL[,URL...]", "The coordinators' HTTP addresses, active or standby.", $", else {Default}");

    private readonly Option<string?> _token = Option(
        "--token", "TOKEN", "The coordinators' token.", ", else that of this user's coordinator on this machine");

    private readonly Option<string?> _tokenFile = Option("--token-file", "FILE", "File whose only line is the token.", "");

    private readonly Option<string?> _authority = Option(
        "--ca", "FILE", "Certificate of the authority that signed the coordinators' (PEM).", ", else those that the system trusts");

    private static Option<string?> Option(string name, string unit, string description, string otherwise) =>
        Options.Text(name, unit, $"{description} Else {Variable(name)}{otherwise}.");

    /// <summary>ACTORSEARCH_TOKEN_FILE for --token-file.</summary>
    private static string Variable(string option) => "ACTORSEARCH" + option[1..].Replace('-', '_').ToUpperInvariant();

    /// <summary>Adds them to a command.</summary>
    public static ClusterOptions AddTo(Command command)
    {
        var options = new ClusterOptions();
        foreach (var option in new[] { options._coordinators, options._token, options._tokenFile, options._authority }) command.Add(option);
        return options;
    }

    /// <summary>A command for a cluster alone; the exit code is 0 unless the action throws.</summary>
    public static Command Command(Command command, Terminal terminal, Func<ClusterClient, ParseResult, CancellationToken, Task> action)
    {
        var options = AddTo(command);
        return command.Does(terminal, async (parsed, cancel) =>
        {
            using var client = options.Client(parsed, terminal);
            await action(client, parsed, cancel);
        });
    }

    public static Argument<string> Search() => new("SEARCH") { Description = "The search's id (actorsearch list)." };

    /// <summary>The search's path in the API.</summary>
    /// <exception cref="BadInputException">The id is invalid; no request is sent.</exception>
    public static string PathOf(string search) =>
        SearchId.IsValid(search) ? $"searches/{search}" : throw new BadInputException($"SEARCH: there is no search {search}; an id is {SearchId.Rule}");

    public static Argument<string> Candidate() => new("CANDIDATE") { Description = "The candidate's id, or a unique beginning of it, or `root`." };

    public static Option<string> Format(string description = "table (default) or json.") => Options.OneOf("--format", description, "table", "json");

    /// <exception cref="BadInputException">An address or the certificate is wrong.</exception>
    public ClusterClient Client(ParseResult parsed, Terminal terminal)
    {
        var addresses = Given(parsed, _coordinators) ?? Default;
        var uris = addresses.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Address).ToArray();
        if (uris.Length == 0) throw new BadInputException("--coordinator: no address is given");
        var authority = Given(parsed, _authority);
        return new(uris, Token(parsed) ?? LocalToken.Of(uris[0]), authority is null ? null : NodeCertificates.ClientHandler(authority), terminal);
    }

    /// <summary>Of several that are given the one nearest to the command: its options, then the environment.</summary>
    private string? Token(ParseResult parsed)
    {
        if (parsed.GetValue(_token) is null && parsed.GetValue(_tokenFile) is { Length: > 0 } file) return SecretFile.Read(file);
        if (Given(parsed, _token) is { } token) return token;
        return Given(parsed, _tokenFile) is { } named ? SecretFile.Read(named) : null;
    }

    private static string? Given(ParseResult parsed, Option<string?> option) =>
        new[] { parsed.GetValue(option), Environment.GetEnvironmentVariable(Variable(option.Name)) }.FirstOrDefault(value => value is { Length: > 0 });

    private static Uri Address(string text) => Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw new BadInputException($"--coordinator: {text} is no address; expected http(s)://host:port");
}
