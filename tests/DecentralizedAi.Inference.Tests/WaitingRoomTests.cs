using DecentralizedAi.Inference.Native;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class WaitingRoomTests
{
    private readonly WaitingRoom<string> _room = new(8);

    [Fact]
    public void An_agent_with_many_questions_keeps_another_waiting_for_one()
    {
        Enter("a1", "a2", "a3", "b1", "c1");
        Assert.Equal(["a1", "b1", "c1", "a2", "a3"], Taken());
    }

    [Fact]
    public void Who_was_taken_from_last_is_last_again()
    {
        Enter("a1", "a2", "b1");
        Assert.True(_room.TryNext(out var first));
        Enter("c1", "a3");
        Assert.Equal("a1", first);
        Assert.Equal(["b1", "a2", "c1", "a3"], Taken());
    }

    [Fact]
    public void Nobody_enters_a_full_room_until_somebody_left()
    {
        Enter("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8");
        Assert.False(_room.TryEnter("b", "b1"));
        Assert.True(_room.TryLeave("a", "a4"));
        Assert.False(_room.TryLeave("a", "a4"));
        Enter("b1");
        Assert.Equal(8, _room.Count);
        Assert.Equal(["a1", "b1", "a2", "a3", "a5", "a6", "a7", "a8"], Taken());
        Assert.Equal(0, _room.Count);
    }

    [Fact]
    public void An_agent_whose_last_question_left_has_no_turn()
    {
        Enter("a1", "b1");
        Assert.True(_room.TryLeave("a", "a1"));
        Assert.False(_room.TryLeave("c", "c1"));
        Assert.Equal(["b1"], Taken());
    }

    private void Enter(params string[] guests) =>
        Assert.All(guests, guest => Assert.True(_room.TryEnter(guest[..1], guest)));

    private List<string> Taken()
    {
        var taken = new List<string>();
        while (_room.TryNext(out var guest))
            taken.Add(guest);
        return taken;
    }
}
