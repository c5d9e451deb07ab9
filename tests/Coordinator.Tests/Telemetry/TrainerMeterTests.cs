using System.Diagnostics.Metrics;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Telemetry;

namespace ActorSearch.Coordinator.Tests.Telemetry;

public sealed class TrainerMeterTests
{
    /// <summary>Loss and norm of the gradient are there from the first epoch of an attempt to its end, and with no engine's norm no norm.</summary>
    [Fact]
    public void What_an_epoch_came_to_is_told_until_the_attempt_ends()
    {
        using var meter = new TrainerMeter("meter-test", 2, Searches.Numerics);
        meter.Started(1);
        Assert.Empty(Read(MetricCatalogue.GradientNorm));
        meter.Trained(1, 100, new EpochPoint(1, 0.7, 0.8, 3, 4), 2.5);
        Assert.Equal([("1", 2.5)], Read(MetricCatalogue.GradientNorm));
        Assert.Equal([("1", 0.7)], Read(MetricCatalogue.Loss));
        meter.Trained(1, 100, null, null);
        Assert.Equal([("1", 2.5)], Read(MetricCatalogue.GradientNorm));
        meter.Trained(1, 100, new EpochPoint(2, 0.6, 0.8, 3, 4), null);
        Assert.Empty(Read(MetricCatalogue.GradientNorm));
        meter.Trained(1, 100, new EpochPoint(3, 0.5, 0.8, 3, 4), 1.5);
        meter.Ended(1, null);
        Assert.Empty(Read(MetricCatalogue.GradientNorm));
        Assert.Empty(Read(MetricCatalogue.Loss));
    }

    private static List<(string Slot, double Value)> Read(MetricFact fact)
    {
        var read = new List<(string, double)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == fact.Name) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (labels["trainer"] == "meter-test") read.Add((labels["slot"]!, value));
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
