using Akka.Actor;
using DecentralizedAi.Runtime.Agents;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class AgentMailboxTests
{
    private const int Senders = 4, Each = 10_000;

    [Fact]
    public void Gives_messages_in_the_order_of_arrival_and_first_what_comes_back()
    {
        var letters = new AgentMailbox.Letters();
        letters.Enqueue(Nobody.Instance, new Envelope("one", Nobody.Instance));
        letters.Enqueue(Nobody.Instance, new Envelope("two", Nobody.Instance));
        letters.EnqueueFirst(new Envelope("set aside", Nobody.Instance));
        Assert.Equal(3, letters.Count);
        Assert.Equal(["set aside", "one", "two"], All(letters));
        Assert.False(letters.HasMessages);
    }

    [Fact]
    public async Task Loses_and_reorders_nothing_of_a_sender_while_others_send()
    {
        var letters = new AgentMailbox.Letters();
        var sending = Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                letters.Enqueue(Nobody.Instance, new Envelope((sender, i), Nobody.Instance));
        })).ToArray();
        var next = new int[Senders];
        for (var read = 0; read < Senders * Each;)
        {
            if (!letters.TryDequeue(out var envelope))
            {
                await Task.Yield();
                continue;
            }
            var (sender, i) = ((int, int))envelope.Message;
            Assert.Equal(next[sender]++, i);
            read++;
        }
        await Task.WhenAll(sending);
        Assert.False(letters.HasMessages);
    }

    [Fact]
    public void Hands_what_is_left_to_the_dead_letters()
    {
        var (letters, dead) = (new AgentMailbox.Letters(), new AgentMailbox.Letters());
        letters.Enqueue(Nobody.Instance, new Envelope("left", Nobody.Instance));
        letters.CleanUp(Nobody.Instance, dead);
        Assert.Equal(["left"], All(dead));
        Assert.False(letters.HasMessages);
    }

    private static List<object> All(AgentMailbox.Letters letters)
    {
        var all = new List<object>();
        while (letters.TryDequeue(out var envelope))
            all.Add(envelope.Message);
        return all;
    }
}
