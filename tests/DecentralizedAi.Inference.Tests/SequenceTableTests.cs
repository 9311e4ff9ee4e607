using DecentralizedAi.Inference.Native;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class SequenceTableTests
{
    private readonly SequenceTable _table = new(count: 4, worth: 3);

    [Fact]
    public void A_prompt_that_begins_like_one_that_is_being_read_is_copied_from_it()
    {
        Read(1, 2, 3, 4, 5);
        Assert.Equal(new SequencePlace(1, 0, 4), _table.Take([1, 2, 3, 4, 9, 9]));
    }

    [Fact]
    public void What_saves_less_than_a_copy_costs_is_read_again()
    {
        Read(1, 2, 7, 7);
        Assert.Equal(new SequencePlace(1, null, 0), _table.Take([1, 2, 3, 4]));
    }

    [Fact]
    public void The_next_call_of_a_turn_finds_its_place_again()
    {
        _table.GiveBack(Read(1, 2, 3, 4, 5, 6));
        _table.GiveBack(Read(1, 2, 8, 8, 8, 8, 8, 8));
        Assert.Equal(new SequencePlace(0, null, 6), _table.Take([1, 2, 3, 4, 5, 6, 7, 8]));
    }

    [Fact]
    public void The_last_two_tokens_are_read_even_if_all_of_it_was() =>
        Assert.Equal(new SequencePlace(0, null, 3), Free(1, 2, 3, 4, 5).Take([1, 2, 3, 4, 5]));

    [Fact]
    public void A_token_that_was_read_alone_is_read_again() =>
        Assert.Equal(0, Free(1).Take([1, 2, 3, 4]).Common);

    [Fact]
    public void Neighbours_of_answers_under_way_come_before_older_places()
    {
        for (var i = 0; i < 4; i++)
            Assert.Equal(i, Read(i, i));
        _table.GiveBack(0);
        _table.GiveBack(3);
        _table.GiveBack(1);
        Assert.Equal(3, _table.Take([4, 4]).Sequence);
    }

    [Fact]
    public void What_was_cut_off_is_no_longer_there()
    {
        _table.GiveBack(Read(1, 2, 3, 4, 5, 5));
        _table.GiveBack(Read(1, 2, 3, 9, 9, 9));
        Assert.Equal(new SequencePlace(0, null, 3), _table.Take([1, 2, 3, 4, 5, 5]));
    }

    [Fact]
    public void After_a_failure_nothing_has_been_read()
    {
        var table = Free(1, 2, 3, 4);
        table.Forget();
        Assert.Equal(0, table.Take([1, 2, 3, 4]).Common);
    }

    [Fact]
    public void A_fifth_answer_has_no_place()
    {
        for (var i = 0; i < 4; i++)
            Read(i, i);
        Assert.False(_table.HasFree);
        Assert.Throws<InvalidOperationException>(() => _table.Take([1, 2]));
    }

    private SequenceTable Free(params int[] ids)
    {
        _table.GiveBack(Read(ids));
        return _table;
    }

    private int Read(params int[] ids)
    {
        var place = _table.Take(ids);
        foreach (var id in ids.Skip(place.Common))
            _table.Add(place.Sequence, id);
        return place.Sequence;
    }
}
