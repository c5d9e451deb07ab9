using System.Diagnostics;
using SkiaSharp;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>A machine without any font installed still gets a picture with letters: the same one, byte for byte.</summary>
public sealed class NoFontTests
{
    [Fact]
    public async Task Without_system_fonts_the_picture_has_the_same_letters()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(2);
        var with = await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out("with")], cancel);
        Assert.True(with.Code == 0, with.Error);

        // A mount namespace of its own, in which the font folders are empty.
        const string HideFonts = "for d in /usr/share/fonts /usr/local/share/fonts \"$HOME/.fonts\"; "
            + "do [ ! -d \"$d\" ] || mount -t tmpfs none \"$d\" || exit 77; done; exec \"$@\"";
        var start = new ProcessStartInfo("unshare", ["--mount", "sh", "-c", HideFonts, "sh",
            Path.Combine(AppContext.BaseDirectory, "actorsearch"), "run", search.SearchFile, "--out", search.Out("without")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ACTORSEARCH_CACHE"] = Path.Combine(Path.GetTempPath(), "actorsearch-test-cache");
        using var process = Start(start);
        if (process is null) Assert.Skip("this system has no unshare to hide the fonts with");
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode is 77 || (await error).Contains("unshare failed", StringComparison.Ordinal)) Assert.Skip("hiding the fonts needs root");
        Assert.True(process.ExitCode == 0, await error);

        var picture = await File.ReadAllBytesAsync(Path.Combine(search.Out("without"), "front.png"), cancel);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(search.Out("with"), "front.png"), cancel), picture);
        using var bitmap = SKBitmap.Decode(picture);
        var dark = 0;
        for (var y = 0; y < 55; y++)
            for (var x = 0; x < bitmap.Width; x++)
                if (bitmap.GetPixel(x, y) is { Red: < 128, Green: < 128, Blue: < 128 }) dark++;
        Assert.True(dark > 300, $"{dark} dark pixels where the titles are");
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
