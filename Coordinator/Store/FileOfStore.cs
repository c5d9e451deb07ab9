using ActorSearch.TrainerNode.Checkpoints;

namespace ActorSearch.Coordinator.Store;

/// <summary>A stored file for whoever reads it, wherever among the coordinators it is.</summary>
internal static class FileOfStore
{
    /// <returns>The file, sound when it was opened; null when nobody has it.</returns>
    /// <exception cref="IOException">It is not here, and a coordinator that may have it does not answer.</exception>
    public static async Task<FileStream?> OpenAsync(CheckpointStoreService store, string sha256, bool checkAgain, CancellationToken cancel)
    {
        var file = await store.Folder.FindAsync(sha256, checkAgain, cancel);
        if (file is null)
        {
            if (await store.Replicas.FetchAsync(sha256) == Fetched.SomePeerIsAway) throw new PeerAwayException();
            file = await store.Folder.FindAsync(sha256, checkAgain: false, cancel);
        }
        return file is null ? null : Open(file);
    }

    public static FileStream? Open(FileInfo file)
    {
        try
        {
            return new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>What is asked for may be at a coordinator that does not answer.</summary>
internal sealed class PeerAwayException() : IOException("not here, and a coordinator that may have it does not answer");
