using System.Diagnostics;

namespace ActorSearch.Coordinator.Tests.Ops;

/// <summary>Tools of others that look at files of ops/.</summary>
internal static class Programs
{
    /// <returns>The exit code and all that it said. Skips the test where the program is missing.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string program, string package, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(program), $"{program} is not installed (apt-get install {package})");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
