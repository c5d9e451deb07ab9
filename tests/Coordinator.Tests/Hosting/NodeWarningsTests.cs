using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Launching;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>What a node says of settings that are wrong, or that its operator may not have meant: one line for each, once.</summary>
public sealed class NodeWarningsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Warnings(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string> { ["checkpoints"] = "c", ["data-root"] = _folder.Path };
        foreach (var (name, value) in settings) all[name] = value;
        if (!all.ContainsKey("cert")) all["insecure-remoting"] = "true";
        return [.. NodeSettings.Collect(NodeRole.Trainer, _ => null, "none", all.GetValueOrDefault).Options().Warnings()];
    }

    [Fact]
    public void A_data_root_that_is_not_there_is_named_and_may_be_mounted_later()
    {
        var absent = Path.Combine(_folder.Path, "later");
        Assert.Contains(absent, Assert.Single(Warnings(("data-root", $"{_folder.Path},{absent}"))), StringComparison.Ordinal);
        Directory.CreateDirectory(absent);
        Assert.Empty(Warnings(("data-root", $"{_folder.Path},{absent}")));
    }

    [Theory]
    [InlineData(UnixFileMode.None, false)]
    [InlineData(UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.OtherRead, true)]
    [InlineData(UnixFileMode.OtherWrite, true)]
    public void A_given_key_is_warned_of_when_every_user_may_use_it(UnixFileMode more, bool expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "modes of files are Linux's");
        var file = Path.Combine(_folder.Path, "trainer.pem");
        File.WriteAllText(file, "");
#pragma warning disable CA1416 // It is skipped there.
        File.SetUnixFileMode(file, UnixFileMode.UserRead | more);
#pragma warning restore CA1416
        string[] lines = expected ? [$"cert: {file}: every user of this machine may read or change it; `chmod 600` it"] : [];
        Assert.Equal(lines, Warnings(("cert", file)));
    }

    [Fact]
    public async Task A_coordinator_says_each_invalid_setting_on_a_line_of_its_own()
    {
        var (code, _, error) = await Cli.Cli.RunAsync("coordinator", "--folder", _folder.Path, "--port", "x", "--log", "loud");
        Assert.Equal(2, code);
        Assert.Equal(["port: x is not a whole number from 0 to 65535", "log: loud is neither warning nor info nor debug"], Lines(error));
    }

    /// <summary>Before it starts a process for each device.</summary>
    [Fact]
    public async Task A_launcher_with_a_certificate_that_cannot_be_read_says_so_once()
    {
        var file = Path.Combine(_folder.Path, "trainer.pem");
        await File.WriteAllTextAsync(file, "no certificate", TestContext.Current.CancellationToken);
        using var error = new StringWriter();
        Assert.Equal(2, await TrainerCommand.InvokeAsync(["--cert", file, "--checkpoints", _folder.Path, "--devices", "cpu:3"], TextWriter.Null, error));
        Assert.Contains($"{file}: cannot read a certificate", Assert.Single(Lines(error.ToString())), StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
