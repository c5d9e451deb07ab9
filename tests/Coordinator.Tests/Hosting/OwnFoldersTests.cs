using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Http;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>Who may enter the folders that a process makes: its own user, unless somebody else made them before.</summary>
public sealed class OwnFoldersTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_coordinators_own_ones_are_for_its_user_alone()
    {
        CoordinatorHost.CreateFolders(Options(("folder", PathOf("made"))));
        Assert.Equal((OwnerOnly, OwnerOnly), (ModeOf("made"), ModeOf("made/checkpoints")));
    }

    [Fact]
    public void One_that_exists_or_is_shared_has_the_rights_that_the_operator_gave()
    {
        Shared("folder");
        CoordinatorHost.CreateFolders(Options(("folder", PathOf("folder")), ("checkpoints", PathOf("shared"))));
        Directory.CreateDirectory(PathOf("as umask has it"));
        Assert.Equal((Everybody, ModeOf("as umask has it")), (ModeOf("folder"), ModeOf("shared")));
    }

    [Fact]
    public void The_caches_are_for_their_user_alone_unless_they_exist()
    {
        new CheckpointCache(PathOf("files"), 1000).Add(new MemoryStream("x"u8.ToArray()), ContentHash.Of("x"u8));
        Assert.NotEmpty(Directory.GetDirectories(PathOf("files")));
        KeptFindings.For(default, default, PathOf("cache")).Write(new DeviceFindings("0", "0", null));
        Assert.NotEmpty(Directory.GetFiles(PathOf("cache/devices")));
        Assert.Equal((OwnerOnly, OwnerOnly), (ModeOf("files"), ModeOf("cache")));
        OwnFolder.Make(Shared("other"));
        Assert.Equal(Everybody, ModeOf("other"));
    }

    private static NodeOptions Options(params (string Name, string Value)[] settings) =>
        NodeSettings.Collect(NodeRole.Coordinator, _ => null, "none", settings.ToDictionary(pair => pair.Name, pair => pair.Value).GetValueOrDefault).Options();

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private UnixFileMode ModeOf(string name) => PosixFile.Facts(PathOf(name)).Mode;

    private string Shared(string name)
    {
        var path = Directory.CreateDirectory(PathOf(name)).FullName;
#pragma warning disable CA1416 // Linux
        File.SetUnixFileMode(path, Everybody);
#pragma warning restore CA1416
        return path;
    }
}
