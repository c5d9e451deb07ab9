namespace ActorSearch.TrainerNode.Training.Devices;

/// <summary>Use of the machine's memory and processors, from Linux's /proc.</summary>
internal sealed class MachineUse(string proc = "/proc") : IDeviceUse
{
    private readonly Lock _lock = new();
    private (long Busy, long All) _last;

    /// <inheritdoc/>
    public (double Total, double Used)? Memory()
    {
        try
        {
            double total = 0, available = 0;
            foreach (var line in File.ReadLines(Path.Combine(proc, "meminfo")))
            {
                if (line.StartsWith("MemTotal:", StringComparison.Ordinal)) total = Kilobytes(line);
                else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal)) available = Kilobytes(line);
            }
            return total > 0 ? (total, total - available) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Utilization of all processors since the previous call; in the first call, since the machine started.</summary>
    public double? Utilisation()
    {
        try
        {
            // "cpu user nice system idle iowait irq softirq steal ...": all but idle and iowait is work.
            var ticks = File.ReadLines(Path.Combine(proc, "stat")).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static double Kilobytes(string line) =>
        1024.0 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
