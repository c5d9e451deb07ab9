using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Http;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>`export SEARCH CANDIDATE --to FILE`: the ticket of a candidate, whole and with the hash it is named by, or not at all.</summary>
internal static class ExportCommand
{
    /// <summary>Connections that may break.</summary>
    private const int Tries = 20;

    public static Command Make(Terminal terminal)
    {
        var (search, candidate, format) = (ClusterOptions.Search(), ClusterOptions.Candidate(), ClusterOptions.Format());
        var to = new Option<string>("--to") { Description = "Where the ticket (safetensors) goes.", HelpName = "FILE", Required = true };
        var replicate = new Option<int>("--replicate") { Description = "Of which run; 0 unless said.", HelpName = "N" };
        var command = new Command("export", "Brings the ticket of a candidate: mask, rewound and trained weights, metrics (docs/formats.md).") { search, candidate, to, replicate, format };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            var file = parsed.GetRequiredValue(to);
            if (Directory.Exists(file)) throw new BadInputException($"--to: {file} is a folder; a file was expected");
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder)) throw new BadInputException($"--to: there is no folder {folder}");
            using var client = cluster.Client(parsed, terminal);
            var (id, of) = (ClusterOptions.PathOf(parsed.GetRequiredValue(search)), Uri.EscapeDataString(parsed.GetRequiredValue(candidate)));
            var path = string.Create(CultureInfo.InvariantCulture, $"searches/{id}/candidates/{of}/ticket?replicate={parsed.GetValue(replicate)}");
            Show(terminal, await ExportAsync(client, path, file, cancel), parsed.GetRequiredValue(format));
            return ExitCode.Finished;
        }));
        return command;
    }

    /// <summary>What was brought.</summary>
    private sealed record Exported(string File, long Bytes, string Sha256);

    private static void Show(Terminal terminal, Exported exported, string format)
    {
        if (format == "json") terminal.Out.Write(Encoding.UTF8.GetString(DocumentJson.Write(exported)));
        else terminal.Out.WriteLine($"{exported.File}: {Words.Count(exported.Bytes, "byte")}, sha256:{exported.Sha256}");
    }

    private static async Task<Exported> ExportAsync(ClusterClient client, string path, string file, CancellationToken cancel)
    {
        // A device or a pipe is written to where it is; a file that took its place would be none. What comes is checked before any of it is passed on.
        var isSpecial = IsSpecial(file);
        using var whole = new WholeFile(isSpecial ? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()) : file);
        var output = whole.Content;
        string? tag = null;
        for (var left = Tries; ; left--)
        {
            try
            {
                tag = await CopyAsync(client, path, output, tag, cancel);
                break;
            }
            catch (Exception e) when (e is HttpIOException or HttpRequestException && left > 0)
            {
                client.Next();
            }
        }
        output.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(output, cancel));
        if (tag != $"\"{hash}\"") throw new IOException($"the ticket came as sha256:{hash} and not as {tag}; try again");
        var exported = new Exported(file, output.Length, hash);
        if (isSpecial) await PassOnAsync(output, file, cancel);
        else whole.Complete();
        return exported;
    }

    private static bool IsSpecial(string file) =>
        OperatingSystem.IsLinux() && File.Exists(file) && PosixFile.Facts(file).Type is not FileType.Regular;

    private static async Task PassOnAsync(FileStream content, string device, CancellationToken cancel)
    {
        content.Position = 0;
        await using var output = new FileStream(device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await content.CopyToAsync(output, cancel);
    }

    /// <summary>Goes on where a connection broke, as long as it is the same file.</summary>
    private static async Task<string?> CopyAsync(ClusterClient client, string path, FileStream output, string? tag, CancellationToken cancel)
    {
        using var response = await client.SendAsync(HttpMethod.Get, path, request =>
        {
            if (tag is null || output.Length == 0) return null;
            request.Headers.Range = new RangeHeaderValue(output.Length, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(tag));
            return null;
        }, cancel);
        if (response.StatusCode != HttpStatusCode.PartialContent) output.SetLength(0);
        output.Position = output.Length;
        await using var content = new WatchedStream(await response.Content.ReadAsStreamAsync(cancel), client.Silence);
        await content.CopyToAsync(output, cancel);
        return response.Headers.ETag?.Tag;
    }
}
