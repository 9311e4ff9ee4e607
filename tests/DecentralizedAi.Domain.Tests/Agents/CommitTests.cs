using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>What one commit of the journal holds.</summary>
public sealed class CommitTests
{
    private readonly AgentWorld _world = new();

    [Fact]
    public void What_is_stored_next_in_any_case_is_stored_at_once()
    {
        _world.Agent.Commits.Clear();
        _world.Agent.Instruct("What is the balance?");
        _world.Agent.Drive();
        // Between two commits something is started: the model, the tool, the model again.
        Assert.Equal(
            ["Instructed ThoughtBegun", "ThoughtEnded Opened", "Closed ThoughtBegun", "ThoughtEnded Answered"],
            _world.Agent.Commits.Select(events => string.Join(' ', events.Select(one => one.GetType().Name))));
    }

    [Fact]
    public void No_two_documents_of_a_commit_share_a_salt()
    {
        _world.Agent.Instruct("What is the balance?");
        _world.Agent.Instruct("Pay 4000 USDC to Hosting.", "2");
        _world.Agent.Drive();
        var salts = _world.Agent.Documents.Values.Select(document => document.Salt).ToArray();
        Assert.InRange(salts.Length, 6, int.MaxValue);
        Assert.Equal(salts.Length, salts.Distinct().Count());
    }
}
