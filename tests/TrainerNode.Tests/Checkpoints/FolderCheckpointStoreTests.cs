using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Folder;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Checkpoints;

public sealed class FolderCheckpointStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-store-").FullName;

    private ICheckpointStore Store => new FolderCheckpointStore(_folder);

    [Fact]
    public void Contents_are_found_by_their_hash_and_stored_once()
    {
        var reference = Store.Write([.. "abc"u8], 7);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", reference.Sha256);
        Assert.Equal((3L, 7L), (reference.Bytes, reference.Step));
        Assert.Equal(reference, Store.Write([.. "abc"u8], 7));
        Assert.Equal("abc"u8.ToArray(), Store.Read(reference));
        Assert.Equal([Path.Combine(_folder, "ba", reference.Sha256 + ".safetensors")], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        Assert.True(Store.Exists(reference));
        Store.Delete(reference.Sha256);
        Store.Delete(reference.Sha256);
        Assert.False(Store.Exists(reference));
        Assert.Contains("missing", Assert.Throws<CheckpointDamagedException>(() => Store.Read(reference)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_or_cut_file_is_damage_and_writing_it_again_repairs_it()
    {
        var reference = Store.Write([.. "abcdef"u8], 1);
        var path = Path.Combine(_folder, reference.Sha256[..2], reference.Sha256 + ".safetensors");
        foreach (var bytes in new[] { "abcdeX"u8.ToArray(), "abc"u8.ToArray() })
        {
            File.WriteAllBytes(path, bytes);
            Assert.Equal(reference, Assert.Throws<CheckpointDamagedException>(() => Store.Read(reference)).Reference);
            Store.Write([.. "abcdef"u8], 1);
            Assert.Equal("abcdef"u8.ToArray(), Store.Read(reference));
        }
    }

    [Fact]
    public void A_write_that_fails_is_an_IOException_and_leaves_no_temporary_file()
    {
        var reference = Store.Write([.. "abc"u8], 1);
        Store.Delete(reference.Sha256);
        var path = Path.Combine(_folder, "ba", reference.Sha256 + ".safetensors");
        Directory.CreateDirectory(Path.Combine(path, "in the way"));
        Assert.ThrowsAny<IOException>(() => Store.Write([.. "abc"u8], 1));
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));

        File.WriteAllText(Path.Combine(_folder, "file"), "");
        Assert.ThrowsAny<IOException>(() => CheckpointStores.Open(Path.Combine(_folder, "file")).Write([.. "x"u8], 1));
    }

    [Fact]
    public void A_name_that_is_not_a_hash_never_becomes_a_path()
    {
        Assert.Throws<ArgumentException>(() => Store.Delete("../../../../../../../../../../../../../../../../../../../../../tmp/x"));
        Assert.Throws<ArgumentException>(() => Store.Read(new CheckpointRef(new string('A', 64), 1, 1)));
    }

    [Fact]
    public void Many_threads_may_write_the_same_contents_at_once()
    {
        var content = new byte[200_000];
        Parallel.For(0, 24, _ => Store.Read(Store.Write(content, 1)));
        Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
