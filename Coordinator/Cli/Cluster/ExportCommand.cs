using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
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
        var to = new Option<string>("--to") { Description = "Where to write the ticket (safetensors).", HelpName = "FILE", Required = true };
        var replicate = new Option<int>("--replicate") { Description = "The run that made the ticket (default: 0).", HelpName = "N" };
        const string Summary = "Downloads a candidate's ticket: mask, rewound and trained weights, metrics (docs/formats.md).";
        return ClusterOptions.Command(new("export", Summary) { search, candidate, to, replicate, format }, terminal, async (client, parsed, cancel) =>
        {
            var file = parsed.GetRequiredValue(to);
            if (Directory.Exists(file)) throw new BadInputException($"--to: {file} is a folder; a file was expected");
            Options.RequireFolderOf("--to", file);
            var of = $"{ClusterOptions.PathOf(parsed.GetRequiredValue(search))}/candidates/{Uri.EscapeDataString(parsed.GetRequiredValue(candidate))}";
            var exported = await ExportAsync(client, $"{of}/ticket?replicate={parsed.GetValue(replicate)}", file, cancel);
            terminal.Show<Exported>(DocumentJson.Write(exported), parsed.GetRequiredValue(format), ticket =>
                terminal.Out.WriteLine($"{ticket.File}: {Words.Count(ticket.Bytes, "byte")}, sha256:{ticket.Sha256}"));
        });
    }

    /// <summary>The ticket that was written.</summary>
    private sealed record Exported(string File, long Bytes, string Sha256);

    private static async Task<Exported> ExportAsync(ClusterClient client, string path, string file, CancellationToken cancel)
    {
        // A device or a pipe must not be replaced by a file: the ticket goes to a temporary file, is checked, and is then copied to the device.
        var isSpecial = OperatingSystem.IsLinux() && File.Exists(file) && PosixFile.Facts(file).Type is not FileType.Regular;
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
        if (isSpecial)
        {
            output.Position = 0;
            await using var device = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await output.CopyToAsync(device, cancel);
        }
        else
        {
            whole.Complete();
        }
        return exported;
    }

    /// <summary>Continues where a connection broke, as long as it is the same file.</summary>
    private static async Task<string?> CopyAsync(ClusterClient client, string path, FileStream output, string? tag, CancellationToken cancel)
    {
        using var response = await client.SendAsync(path, request =>
        {
            if (tag is null || output.Length == 0) return;
            request.Headers.Range = new RangeHeaderValue(output.Length, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(tag));
        }, cancel);
        if (response.StatusCode != HttpStatusCode.PartialContent) output.SetLength(0);
        output.Position = output.Length;
        await using var content = new WatchedStream(await response.Content.ReadAsStreamAsync(cancel), client.Silence);
        await content.CopyToAsync(output, cancel);
        return response.Headers.ETag?.Tag;
    }
}
