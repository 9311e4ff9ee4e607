using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace DecentralizedAi.SystemTests.Demo;

/// <summary>What <c>dai demo --json</c> says of itself.</summary>
[Collection(DemoCollection.Name)]
public sealed class DemoReportTests(DemoFixture demo)
{
    [Fact]
    public void Ends_with_0_and_twelve_of_twelve_steps_in_their_order()
    {
        var steps = demo.Report.GetProperty("steps").EnumerateArray().ToList();
        Assert.True(demo.Run.Exit == 0, demo.Run.Story);
        Assert.Equal(
            ["chain", "dao", "cluster", "pay", "refuse", "inject", "approve", "kill", "vote", "thief", "why", "verify"],
            steps.Select(step => step.GetProperty("id").GetString()));
        Assert.All(steps, step => Assert.True(step.GetProperty("ok").GetBoolean(), step.ToString()));
        Assert.All(steps, step => Assert.Equal(["id", "ok", "seconds", "detail"], Members(step)));
        Assert.Contains("12 of 12", demo.Run.Error);
    }

    [Fact]
    public void Gives_exactly_the_members_that_are_documented()
    {
        Assert.Equal(
            [
                "schema", "ok", "seed", "steps", "actions", "bundle", "manifest", "trust", "model", "total_seconds",
            ],
            Members(demo.Report));
        Assert.Equal("dai.demo/1", demo.Report.GetProperty("schema").GetString());
        Assert.True(demo.Report.GetProperty("ok").GetBoolean());
        Assert.All(demo.Report.GetProperty("actions").EnumerateArray(),
            action => Assert.Equal(["id", "verdict", "rule", "leaf"], Members(action)));
        Assert.Equal(["name", "sha256", "parameters"], Members(demo.Report.GetProperty("model")));
    }

    [Fact]
    public void Names_the_files_the_block_and_the_model_that_are_really_there()
    {
        Assert.Equal(Path.Combine(demo.Folder, "bundle.json"), demo.Report.GetProperty("bundle").GetString());
        Assert.Equal(Path.Combine(demo.Folder, "dao.json"), demo.Report.GetProperty("manifest").GetString());
        Assert.Equal(demo.Trust.ToString(), demo.Report.GetProperty("trust").GetString());
        Assert.Equal(ShippedModel.Sha256.ToString()[2..],
            demo.Report.GetProperty("model").GetProperty("sha256").GetString());
    }

    [Fact]
    public void Lists_every_action_with_the_leaf_that_decided_it()
    {
        var decided = demo.Log.Leaves.ToDictionary(leaf => leaf.Record.Hash().ToString());
        var actions = demo.Report.GetProperty("actions").EnumerateArray().ToList();
        Assert.All(actions, action => Assert.Equal(
            action.GetProperty("id").GetString(),
            decided[action.GetProperty("leaf").GetString()!].Leaf.Action.ToString()));
        Assert.Equal(
            demo.Log.Leaves.Select(leaf => leaf.Leaf.Action).Where(action => !action.IsZero).Distinct().Count(),
            actions.Count);
    }

    private static IEnumerable<string> Members(JsonElement element) =>
        element.EnumerateObject().Select(member => member.Name);
}
