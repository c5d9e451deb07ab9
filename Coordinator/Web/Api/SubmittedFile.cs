using System.Text;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Submission;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Training.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>A search file as a request brings it.</summary>
/// <param name="Spec">Null when a problem is an error.</param>
internal sealed record SubmittedFile(SearchSpec? Spec, IReadOnlyList<FileProblem> Problems)
{
    /// <summary>What to say when there is no spec.</summary>
    public string Refusal => Problems.Where(problem => !problem.Warning).ToArray() is [var first, .. var others]
        ? $"search file:{first}" + (others.Length == 0 ? "" : $" (and {others.Length} more)")
        : "";

    /// <summary>What a search file may be sent as. None of them is what a page of another site can send without asking first.</summary>
    public static IReadOnlyList<string> ContentTypes { get; } = ["application/yaml", "application/x-yaml", "text/yaml"];

    /// <exception cref="RefusedException">The body is sent as something else.</exception>
    public static async Task<SubmittedFile> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !ContentTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, $"a search file is sent with Content-Type: {ContentTypes[0]}");
        using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: false));
        return Of(await reader.ReadToEndAsync(cancel));
    }

    public static SubmittedFile Of(string text)
    {
        var reading = SpecReader.Read(text, "search file", []);
        var problems = reading.Problems.Select(FileProblem.Of).ToList();
        if (reading.Spec?.Data.Path is not { } path || Path.IsPathRooted(path)) return new(reading.Spec, problems);
        problems.Add(FileProblem.Of($"{path} is relative; coordinators and trainers need an absolute path that all of them see", key: "data.path"));
        return new(null, problems);
    }

    /// <summary>Reads the data, which takes time and blocks.</summary>
    /// <exception cref="BadInputException">The data cannot be read or does not fit the model.</exception>
    public static Submit Submission(DatasetPool data, SearchId id, SearchSpec spec, CancellationToken cancel)
    {
        var prepared = Preparation.Of(data, spec, _ => { }, cancel);
        using (prepared.Data)
        {
            var fingerprint = prepared.Data.Fingerprint;
            return new Submit(id, spec, SpecHashes.Spec(spec, fingerprint), SpecHashes.Training(spec, fingerprint), fingerprint);
        }
    }
}
