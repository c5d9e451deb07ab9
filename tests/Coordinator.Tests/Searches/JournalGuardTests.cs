using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using Akka.Actor;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorSearch.Coordinator.Tests.Searches;

/// <summary>The guard of a persistent actor whose journal fails.</summary>
public sealed class JournalGuardTests : Akka.TestKit.Xunit.TestKit
{
    /// <summary>Says that it works, and fails when it is told to; an order comes back as it is.</summary>
    private sealed class Child : ReceiveActor
    {
        public Child(IActorRef test)
        {
            Receive<JournalWorks>(Context.Parent.Tell);
            Receive<JournalFailed>(message =>
            {
                Context.Parent.Tell(message);
                Context.Stop(Self);
            });
            Receive<Resume>(message => Sender.Tell(message));
            test.Tell(Self);
        }
    }

    public JournalGuardTests() : base("akka.loglevel = ERROR" + Patience.TestKit) { }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IActorRef Start(Func<Task>? ask = null)
    {
        var settings = new SearchSettings(new MemoryStore(), new SearchViews()) { RestartAfter = TimeSpan.FromMilliseconds(50), AskJournal = ask };
        var child = Props.Create(() => new Child(TestActor));
        return Sys.ActorOf(Props.Create(() => new JournalGuard(child, "child", "the child", settings)));
    }

    [Fact]
    public void It_answers_while_its_child_is_away_and_starts_it_again()
    {
        var guard = Start();
        ExpectMsg<IActorRef>(cancellationToken: Cancel).Tell(new JournalFailed("a full disk"));
        var away = Answer<JournalAway>(guard);
        Assert.Equal("a full disk", away.Reason);
        Assert.True(away.RetryAt > away.Since);

        ExpectMsg<IActorRef>(cancellationToken: Cancel).Tell(new JournalWorks());
        Answer<Resume>(guard);
    }

    /// <summary>Asks until the answer is of this kind; what a child gets that is just ending is lost.</summary>
    private T Answer<T>(IActorRef guard)
    {
        var patience = CreateTestProbe();
        while (true)
        {
            Cancel.ThrowIfCancellationRequested();
            guard.Tell(new Resume(SampleSearches.Id), patience.Ref);
            if (patience.ReceiveOne(TimeSpan.FromMilliseconds(50), Cancel) is T answer) return answer;
        }
    }

    [Fact]
    public void What_comes_before_the_journal_has_answered_waits_for_it()
    {
        var answer = new TaskCompletionSource();
        var guard = Start(() => answer.Task);
        guard.Tell(new Resume(SampleSearches.Id), TestActor);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);
        answer.SetResult();
        ExpectMsg<IActorRef>(cancellationToken: Cancel);
        ExpectMsg<Resume>(cancellationToken: Cancel);
    }

    [Fact]
    public void A_journal_that_is_away_is_said_to_be_before_any_child_starts()
    {
        var guard = Start(() => Task.FromException(new NpgsqlException("no", new IOException("refused"))));
        guard.Tell(new ListSearches(""), TestActor);
        Assert.Equal("the database is away: refused", ExpectMsg<JournalAway>(cancellationToken: Cancel).Reason);
    }

    [Fact]
    public void Another_writer_is_told_from_a_journal_that_fails()
    {
        Assert.True(JournalFault.IsRefusal(new AggregateException(new InvalidOperationException("", new SqliteException("UNIQUE constraint failed", 19)))));
        Assert.True(JournalFault.IsRefusal(new PostgresException("duplicate", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation)));
        Assert.False(JournalFault.IsRefusal(new SqliteException("full", 13)));
        Assert.False(JournalFault.IsRefusal(new PostgresException("starting up", "FATAL", "FATAL", PostgresErrorCodes.CannotConnectNow)));
        Assert.Equal("the journal's disk is full", JournalFault.Reason(new AggregateException(new SqliteException("full", 13))));
        Assert.Equal("the database refuses: starting up",
            JournalFault.Reason(new PostgresException("starting up", "FATAL", "FATAL", PostgresErrorCodes.CannotConnectNow)));
    }
}
