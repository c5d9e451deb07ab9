using System.Text.RegularExpressions;

namespace ActorSearch.TrainerNode.Training.Devices;

/// <summary>Use of the machine's memory and processors, from Linux's /proc.</summary>
internal sealed class MachineUse(string proc = "/proc") : IDeviceUse
{
    private readonly Lock _lock = new();
    private (long Busy, long All) _last;

    /// <inheritdoc/>
    public (double Total, double Used)? Memory()
    {
        var text = SystemFile.Text($"{proc}/meminfo");
        return Bytes("MemTotal") is > 0 and var total ? (total, total - Bytes("MemAvailable")) : null;

        double Bytes(string name) =>
            long.TryParse(Regex.Match(text, $@"^{name}:\s+(\d+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture, out var kilobytes)
                ? 1024.0 * kilobytes : 0;
    }

    /// <summary>Utilization of all processors since the previous call; in the first call, since the machine started.</summary>
    public double? Utilization()
    {
        try
        {
            // "cpu user nice system idle iowait irq softirq steal ...": all but idle and iowait is work.
            var ticks = SystemFile.Text($"{proc}/stat").Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
                .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var all = ticks.Sum();
            var busy = all - ticks[3] - ticks[4];
            lock (_lock)
            {
                var (since, of) = (busy - _last.Busy, all - _last.All);
                _last = (busy, all);
                return of > 0 ? Math.Clamp(since / (double)of, 0, 1) : null;
            }
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
