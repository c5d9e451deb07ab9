using ActorSearch.Coordinator.Tests.Support;

namespace ActorSearch.Coordinator.Tests.Ops;

/// <summary>systemd's own check of the units.</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Units_are_what_systemd_takes()
    {
        foreach (var unit in new[] { "actorsearch-coordinator.service", "actorsearch-trainer.service" })
        {
            // It looks whether the program is there.
            var text = File.ReadAllText(Checkout.PathOf("ops", "systemd", unit));
            var program = OpsFiles.Lines(unit).Single(line => line.Key == "ExecStart").Value.Split(' ')[0];
            await File.WriteAllTextAsync(
                Path.Combine(_folder.Path, unit), text.Replace(program, "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }
        var drop = Directory.CreateDirectory(Path.Combine(_folder.Path, "actorsearch-coordinator.service.d")).FullName;
        File.Copy(Checkout.PathOf("ops", "systemd", "coordinator-postgres.conf"), Path.Combine(drop, "postgres.conf"));
        var (code, said) = await Programs.RunAsync("/usr/bin/systemd-analyze", "systemd", ["verify", .. Directory.GetFiles(_folder.Path, "*.service")]);
        // What it cannot make sense of it tells, and goes on.
        Assert.Equal((0, ""), (code, said));
    }
}
