using System.Reflection;
using Xunit.v3;

[assembly: ActorSearch.TestBegins]

namespace ActorSearch;

/// <summary>A line before every test under tests/run.sh, at once: xunit's own lines come a moment later, and a process that dies prints them no more.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestBeginsAttribute : BeforeAfterTestAttribute
{
    private static readonly bool Wanted = Environment.GetEnvironmentVariable("ACTORSEARCH_TEST_RUN") is not null;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Wanted) Console.Out.WriteLine($"    {test.TestDisplayName} [BEGINS]");
    }
}
