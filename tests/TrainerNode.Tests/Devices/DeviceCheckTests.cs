using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Devices;

public sealed class DeviceCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-check-").FullName;

    private static DeviceFindings Run(string script) => DeviceCheck.Run(new ProcessStartInfo("sh", ["-c", script]), ComputeDevice.Cpu);

    [Theory]
    [InlineData("echo sparse 2 aa; echo checking conv; echo torch 1.0/2.0 bb", "2 aa", "1.0/2.0 bb", null)]
    [InlineData("echo sparse 2 aa; echo checking conv; echo wrong: conv is off; exit 1", "2 aa", null, "conv is off")]
    [InlineData("echo sparse 2 aa; echo checking relu; echo checking conv of 1; kill -SEGV $$", "2 aa", null,
        "its check was ended by signal 11 while it computed conv of 1")]
    [InlineData("echo sparse 2 aa; kill -ABRT $$", "2 aa", null, "its check was ended by signal 6")]
    [InlineData("echo sparse 2 aa; echo torch 1.0/2.0 bb; kill -SEGV $$", "2 aa", null, "its check was ended by signal 11")]
    public void What_the_child_says_or_dies_of_is_the_finding(string script, string sparse, string? torch, string? problem)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("signals are Linux's");
        Assert.Equal(new DeviceFindings(sparse, torch, problem), Run(script));
    }

    /// <summary>Nothing was found out, so nothing may be kept: the next start asks again.</summary>
    [Theory]
    [InlineData("echo it cannot be loaded >&2; exit 2", "cpu: libtorch cannot be checked: it cannot be loaded")]
    [InlineData("echo sparse 2 aa; kill -KILL $$", "cpu: libtorch cannot be checked: the check ended with exit code 137")]
    [InlineData("kill -SEGV $$", "cpu: libtorch cannot be checked: the check ended with exit code 139")]
    public void A_child_that_did_not_get_as_far_is_an_error_in_one_line(string script, string message)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("signals are Linux's");
        Assert.Equal(message, Assert.Throws<NotSupportedException>(() => Run(script)).Message);
    }

    [Fact]
    public void Findings_are_kept_by_device_and_level_and_damaged_ones_are_found_out_anew()
    {
        var kept = KeptFindings.For(ComputeDevice.Cpu, VectorLevel.Auto, _folder);
        Assert.Null(kept.Read());
        foreach (var found in new[] { new DeviceFindings("2 aa", "1.0 bb", null), new DeviceFindings("2 aa", null, "conv is off by 98 %") })
        {
            kept.Write(found);
            Assert.Equal(found, KeptFindings.For(ComputeDevice.Cpu, VectorLevel.Auto, _folder).Read());
        }
        Assert.Null(KeptFindings.For(ComputeDevice.Cpu, VectorLevel.Avx2, _folder).Read());
        Assert.Null(KeptFindings.For(new ComputeDevice(true, 0), VectorLevel.Auto, _folder).Read());

        var file = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "devices")));
        foreach (var damaged in new[] { "", "{", "{}", "null", """{"sparse":"2 aa"}""", """{"sparse":"2 aa","torch":"1 bb","problem":"both"}""" })
        {
            File.WriteAllText(file, damaged);
            Assert.Null(kept.Read());
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_only_the_time_of_the_next_check()
    {
        File.WriteAllText(Path.Combine(_folder, "devices"), "a file in the way");
        var kept = KeptFindings.For(ComputeDevice.Cpu, VectorLevel.Auto, _folder);
        kept.Write(new DeviceFindings("2 aa", "1.0 bb", null));
        Assert.Null(kept.Read());
    }

    /// <summary>
    /// oneDNN says what it executes: the gradient of an input of few channels, which is wrong on some CPUs, is never among it, though the check has such
    /// layers.
    /// </summary>
    [Fact]
    public async Task The_kernel_that_is_wrong_on_some_CPUs_never_runs()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "actorsearch-trainer"), [DeviceCheck.Command])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ONEDNN_VERBOSE"] = "1";
        using var child = Process.Start(start)!;
        var lines = (await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        Assert.Contains(lines, line => line.StartsWith("checking conv2d of 1 channel ", StringComparison.Ordinal));
        var gradients = lines.Where(line => line.Contains("backward_data", StringComparison.Ordinal)).ToList();
        if (gradients.Count == 0) Assert.Skip("libtorch takes another library's convolutions here");
        Assert.DoesNotContain(gradients, line => Regex.IsMatch(line, "_ic[1-5]oc"));
    }

    [Fact]
    public void NNPACK_is_not_asked_for_so_that_no_thread_warns_of_it()
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        if (!OperatingSystem.IsLinux()) Assert.Skip("the call is by the Linux library's names");
        Assert.False(TorchLibrary.AsksForNnpack());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
