using System.Diagnostics;
using Xunit;

namespace ActorSearch.Search.Tests.Exact;

/// <summary>Processes that tests start.</summary>
internal static class Child
{
    /// <summary>For the runtime under user-mode emulation: no 256 GB of address space, no memory mapped twice.</summary>
    public static readonly (string Name, string Value)[] Emulated =
        [("DOTNET_GCHeapHardLimit", "0x20000000"), ("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_gcConcurrent", "0")];

    /// <summary>What it writes; it has to end with 0.</summary>
    public static async Task<string> Output(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var (code, output, errors) = await Run(program, arguments, environment);
        Assert.True(code == 0, output + errors);
        return output;
    }

    /// <summary>
    /// Publishes a project of tests/ with the runtime of linux-arm64 into out/ of a folder, without touching the usual output folders. Skips the test if that
    /// runtime is neither in the package folder nor available from the feed.
    /// </summary>
    public static async Task PublishForArm64(string project, string folder)
    {
        var (code, output, errors) = await Run(
            "dotnet",
            [
                "publish", Checkout.PathOf("tests", project), "-c", "Release", "-r", "linux-arm64", "--self-contained", "-o", Path.Combine(folder, "out"),
                "--artifacts-path", Path.Combine(folder, "artifacts"), "-p:UseCurrentRuntimeIdentifier=false", "-nodeReuse:false", "-v", "quiet",
            ]);
        if (code != 0 && Missing.FirstOrDefault(output.Contains) is { } error)
            Assert.Skip($"the runtime of linux-arm64 is neither in the package folder nor available from the feed ({error})");
        Assert.True(code == 0, output + errors);
    }

    /// <summary>No such package, no such version, no feed.</summary>
    private static readonly string[] Missing = ["NU1101", "NU1102", "NU1301"];

    private static async Task<(int Code, string Output, string Errors)> Run(
        string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (child.ExitCode, await output, await errors);
    }
}
