using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorSearch.Messages.Tests;

/// <summary>
/// How tests/run.sh tells of a test process that dies or hangs. Run by hand: bash tests/run.sh -explicit only -method '*This_test_aborts_its_process'.
/// </summary>
public sealed class CrashTests
{
    [Fact(Explicit = true)]
    public void This_test_aborts_its_process() => Environment.FailFast("by hand");

    /// <summary>SIGSEGV in native code, as of a library that corrupts memory.</summary>
    [Fact(Explicit = true)]
    public void This_test_frees_what_it_does_not_own() => Marshal.FreeHGlobal(4096);

    /// <summary>As the kernel does when memory runs out.</summary>
    [Fact(Explicit = true)]
    public void This_test_is_killed() => Process.Start("kill", ["-KILL", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    /// <summary>With ACTORSEARCH_TEST_SILENCE=20 in the environment it is over soon.</summary>
    [Fact(Explicit = true)]
    public void This_test_hangs() => Thread.Sleep(Timeout.Infinite);

    [Fact(Explicit = true)]
    public void This_test_fails() => Assert.Equal(1, 2);

    [Fact(Explicit = true)]
    public void This_test_is_skipped() => Assert.Skip("as it says");
}
