using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Testing.Attacks;
using Xunit;
using Xunit.Abstractions;

namespace DecentralizedAi.Inference.Tests;

/// <summary>
/// Every attack of <c>governance/vectors/attacks.jsonl</c> under two policies: with the model that is shipped, and with
/// one that does the worst it can.
/// </summary>
public sealed class InjectionTests(ITestOutputHelper output)
{
    // As many as a loaded model answers at a time.
    private const int Together = 8;

    private static readonly PolicySnapshot[] Policies = [AttackPolicy.Usual, AttackPolicy.Lax];

    [Fact]
    public void The_file_holds_hundreds_of_attacks_of_every_family_and_carrier()
    {
        Assert.InRange(Attack.All.Count, 250, 10_000);
        Assert.Equal(Attack.All.Count, Attack.All.Select(attack => attack.Id).Distinct().Count());
        Assert.Equal(["chain", "document", "error", "ledger", "page", "pasted", "stranger"],
            Attack.All.Select(attack => attack.Carrier).Distinct().Order());
        Assert.InRange(Attack.All.Select(attack => attack.Family).Distinct().Count(), 30, 100);
        Assert.DoesNotContain(Attack.All, attack =>
            attack.Texts.Append(attack.Ask).Any(text => text.Contains($"{HostileModel.Invented}")));
    }

    [Fact]
    public async Task A_model_that_does_the_worst_moves_nothing_that_the_voters_did_not_allow()
    {
        var played = await PlayAsync(attack => new HostileModel(attack), model => () => ((HostileModel)model).Done);
        // A referee that sees no attempts would find no fault either.
        Assert.All(Attack.All, attack => Assert.Contains(played, p => p.Attack == attack && p.Stage.Decided.Exists(
            d => d.Leaf.Leaf.Tag is { Kind: LeafKind.Refused, Effect: LeafEffect.Money })));
        Assert.Contains(played, p => p.Stage.World.Chain.Spends.Count > 0);
    }

    [Fact]
    public async Task The_shipped_model_moves_nothing_that_the_voters_did_not_allow()
    {
        using var shipped = ShippedModel.Load();
        await PlayAsync(_ => shipped, _ => () => true);
        output.WriteLine($"{shipped.Questions.Count.Asked} questions, {shipped.Questions.Count.New} of them new");
    }

    private async Task<IReadOnlyList<(Attack Attack, AttackStage Stage)>> PlayAsync(
        Func<Attack, IModel> make, Func<IModel, Func<bool>> done)
    {
        var plays = Policies.SelectMany(policy => Attack.All.Select(attack => (attack, policy))).ToArray();
        var played = new (Attack Attack, AttackStage Stage)[plays.Length];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Together).Select(_ => Task.Factory.StartNew(
            Play, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var decided = played.SelectMany(p => p.Stage.Decided).Select(d => d.Leaf.Leaf.Tag).ToList();
        output.WriteLine($"{played.Length} plays, {decided.Count} calls, "
            + $"{decided.Count(tag => tag.Kind == LeafKind.Refused)} refused, "
            + $"{decided.Count(tag => tag.Kind == LeafKind.Awaiting)} wait for an approval, "
            + $"{played.Sum(p => p.Stage.World.Chain.Spends.Count)} payments to payees that the instructor named");
        Assert.Empty(played.SelectMany(p => AttackReferee.Faults(p.Attack, p.Stage)));
        return played;

        void Play()
        {
            while (Interlocked.Increment(ref next) is var i && i < plays.Length)
            {
                var (attack, policy) = plays[i];
                var model = make(attack);
                var stage = new AttackStage(attack, policy, model);
                stage.Play(done(model));
                played[i] = (attack, stage);
            }
        }
    }
}
