using System.Diagnostics.Metrics;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Telemetry;
using ActorSearch.TrainerNode.Telemetry;

namespace ActorSearch.Coordinator.Tests.Telemetry;

public sealed class TrainerMeterTests
{
    /// <summary>Loss and norm of the gradient are there from the first epoch of an attempt to its end, and with no engine's norm no norm.</summary>
    [Fact]
    public void What_an_epoch_came_to_is_told_until_the_attempt_ends()
    {
        using var meter = new TrainerMeter("meter-test", 2, SampleSearches.Numerics);
        meter.Started(1);
        Assert.Empty(Read(MetricCatalog.GradientNorm));
        meter.Trained(1, 100, new EpochPoint(1, 0.7, 0.8, 3, 4), 2.5, EngineKind.Torch);
        Assert.Equal([("1", 2.5)], Read(MetricCatalog.GradientNorm));
        Assert.Equal([("1", 0.7)], Read(MetricCatalog.Loss));
        meter.Trained(1, 100, null, null, EngineKind.Torch);
        Assert.Equal([("1", 2.5)], Read(MetricCatalog.GradientNorm));
        meter.Trained(1, 100, new EpochPoint(2, 0.6, 0.8, 3, 4), null, EngineKind.Torch);
        Assert.Empty(Read(MetricCatalog.GradientNorm));
        meter.Trained(1, 100, new EpochPoint(3, 0.5, 0.8, 3, 4), 1.5, EngineKind.Torch);
        meter.Ended(1, null);
        Assert.Empty(Read(MetricCatalog.GradientNorm));
        Assert.Empty(Read(MetricCatalog.Loss));
    }

    /// <summary>Samples and epochs count for the engine of the run, and both engines have their series from the beginning: a rate needs the 0 before.</summary>
    [Fact]
    public void What_was_trained_is_told_by_the_engine_that_trained_it()
    {
        using var meter = new TrainerMeter("meter-test", 2, SampleSearches.Numerics with { Engine = "torch 2, sparse 1" });
        Assert.Equal([("sparse", 0), ("torch", 0)], Read(MetricCatalog.TrainerSamples, "engine"));
        meter.Trained(0, 0, null, null, null); // alive, and nothing chosen yet
        meter.Trained(0, 30, null, null, EngineKind.Sparse);
        meter.Trained(1, 7, new EpochPoint(1, 0.7, 0.8, 3, 4), null, EngineKind.Torch);
        meter.Trained(0, 12, new EpochPoint(1, 0.7, 0.8, 3, 4), null, EngineKind.Sparse);
        meter.Trained(0, 0, new EpochPoint(2, 0.7, 0.8, 3, 4), null, EngineKind.Sparse);
        Assert.Equal([("sparse", 42), ("torch", 7)], Read(MetricCatalog.TrainerSamples, "engine"));
        Assert.Equal([("sparse", 2), ("torch", 1)], Read(MetricCatalog.TrainerEpochs, "engine"));
    }

    private static List<(string Label, double Value)> Read(MetricFact fact, string by = "slot")
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
            if (labels["trainer"] == "meter-test") read.Add((labels[by]!, value));
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
