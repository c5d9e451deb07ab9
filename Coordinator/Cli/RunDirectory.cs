using System.Text;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Plots;
using ActorSearch.Coordinator.Results;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Cli;

/// <summary>The folder of one search: where its files are, and how they are written (whole or not at all).</summary>
internal sealed class RunDirectory(string path)
{
    public string Path { get; } = path;
    public string Journal => System.IO.Path.Combine(Path, "journal.db");
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{Path}: cannot be made a folder for the run ({e.Message})", e);
        }
    }

    /// <summary>The state the journal tells, without starting anything.</summary>
    /// <exception cref="BadInputException">No search here, or a damaged journal.</exception>
    public SearchState Read()
    {
        if (!File.Exists(Journal)) throw new BadInputException($"{Path}: holds no search (no journal.db); the folder of a run was expected");
        return JournalFile.Peek(Journal);
    }

    public void WriteSearchFile(string text) => Write("search.yaml", Encoding.UTF8.GetBytes(text));

    public void WriteResults(SearchState state)
    {
        Write("candidates.csv", Encoding.UTF8.GetBytes(CandidatesFile.Csv(state)));
        Write("front.json", FrontFile.Json(state));
        Write("front.png", FrontPicture.Png(state));
    }

    private void Write(string name, byte[] content)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(file + ".tmp", content);
        File.Move(file + ".tmp", file, overwrite: true);
    }
}
