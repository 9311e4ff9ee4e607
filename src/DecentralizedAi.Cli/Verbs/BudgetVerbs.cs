using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>What an agent may still use, and when that ends.</summary>
internal static class BudgetVerbs
{
    private const ulong Day = 86_400;

    private static readonly Argument<string> Agent = new("AGENT") { Description = "Its name in the registry" };

    public static Command Noun() => Verb.Noun("budget", "What an agent may still use",
        Verb.Make("budget.show", "Spent, reserved, left and the bound of each budget", ShowAsync, Agent),
        Verb.Make("budget.forecast", "When each budget is empty or used up, at the pace so far and at the most",
            ForecastAsync, Agent));

    private static async Task<Answer> ShowAsync(VerbCall call, CancellationToken cancellation)
    {
        var (lines, _) = await ReadAsync(call, cancellation);
        var rows = new Listing(new("budget"), new("usable now", Number: true), new("of", Number: true),
            new("spent", Number: true), new("reserved", Number: true), new("left", Number: true),
            new("most in a day", Number: true));
        foreach (var line in lines)
            rows.Add(new(line.Name), new(line.Show(line.Level), line.Level.IsZero ? Tone.Open : Tone.Plain),
                new(line.Show(line.Limits.Burst)), new(line.Show(line.Spent)), new(line.Show(line.Reserved)),
                new(line.ShowLeft()), new(line.Show(line.Forecast(0).MostWithin(Day))));
        return Answer.Of(
            new JsonObject { ["budgets"] = new JsonArray([.. lines.Select(line => (JsonNode)Facts(line))]) }, rows,
            "no budgets");
    }

    private static async Task<Answer> ForecastAsync(VerbCall call, CancellationToken cancellation)
    {
        var (lines, since) = await ReadAsync(call, cancellation);
        var now = call.Clock.GetUtcNow();
        var elapsed = (ulong)Math.Max(0, (now - (since ?? now)).TotalSeconds);
        var budgets = new JsonArray();
        var blocks = new List<(string Title, (string, Cell)[] Pairs)>();
        foreach (var line in lines)
        {
            var forecast = line.Forecast(elapsed);
            var facts = Facts(line);
            facts["mostInDay"] = line.Show(forecast.MostWithin(Day));
            facts["mostIn30Days"] = line.Show(forecast.MostWithin(30 * Day));
            facts["fullAt"] = At(now, forecast.FullIn);
            facts["emptyAtPace"] = At(now, forecast.EmptyAtPace);
            facts["goneAtPace"] = At(now, forecast.GoneAtPace);
            facts["goneAtMost"] = At(now, forecast.GoneAtMost);
            budgets.Add(facts);
            blocks.Add(($"{line.Name}: {line.Show(line.Level)} of {line.Show(line.Limits.Burst)} usable now, "
                + $"{line.ShowLeft()} left in all",
            [
                ("at this pace", new((forecast.EmptyAtPace is { } empty
                        ? $"empty {When(empty)}, then payments wait" : "the rate keeps up") + "; "
                    + (forecast.GoneAtPace is { } gone ? $"used up {When(gone)}" : "never used up"))),
                ("at the most", new($"{line.Show(forecast.MostWithin(Day))} in a day, "
                    + $"{line.Show(forecast.MostWithin(30 * Day))} in 30 days; "
                    + (forecast.GoneAtMost is { } most ? $"used up {When(most)}" : "never used up"))),
            ]));
        }
        return new Answer(new JsonObject
        {
            ["since"] = since is { } first ? Time(first) : null, ["budgets"] = budgets,
        }, page =>
        {
            foreach (var (title, pairs) in blocks)
            {
                page.WriteLine(Terminal.Visible(title));
                page.Pairs(pairs);
            }
            page.WriteLine(blocks.Count == 0 ? "no budgets"
                : since is { } from ? $"this pace: what was used since {Time(from)}"
                : "nothing was used yet, so there is no pace");
        });

        string When(ulong seconds) => At(now, seconds) is null
            ? "beyond the calendar"
            : $"{Time(now.AddSeconds(seconds))} ({Moments.Apart(now.AddSeconds(seconds), now)})";
    }

    /// <returns>The budgets, and the time of the agent's first leaf.</returns>
    private static async Task<(IReadOnlyList<Line> Budgets, DateTimeOffset? Since)> ReadAsync(
        VerbCall call, CancellationToken cancellation)
    {
        var name = call.Required(Agent);
        using var node = call.OpenNode();
        using var dao = call.OpenDao();
        var view = await node.AgentAsync(name, cancellation);
        if (!view.Answers)
            throw NodeException.Silent(view.Problem!);
        var document = (await Policies.InForceAsync(call, name, cancellation)).Document;
        var vault = (await dao.Vaults.ShowAsync(Address.Parse(view.Vault), cancellation)).Assets
            .ToDictionary(asset => asset.Limit.Asset, asset => asset.Balance);
        var first = (await node.LogAsync(name, 1, cancellation)).FirstOrDefault();
        List<Line> lines =
        [
            .. document.Money.Values.Select(money => Of(view, money.Name, money.Limits, money.Decimals,
                vault.TryGetValue(money.Asset, out var balance) ? balance : UInt256.Zero)),
            .. document.Resources.Values.Select(one => Of(
                view, ResourceNames.Write(one.Kind), one.Limits, 0, null)),
        ];
        return (lines, first is null ? null : DateTimeOffset.Parse(first.Time, CultureInfo.InvariantCulture));
    }

    private static Line Of(AgentView view, string name, BucketLimits limits, int decimals, UInt256? balance)
    {
        // A vote that is not in force at the node yet brings budgets that it has not counted.
        var counted = view.Budgets.FirstOrDefault(budget => budget.Name == name) ?? new BudgetView(
            name, "0", "0", "0", "0");
        return new Line(name, limits, decimals, UInt256.Parse(counted.Level), UInt256.Parse(counted.Spent),
            UInt256.Parse(counted.Reserved), balance);
    }

    private static JsonObject Facts(Line line) => new()
    {
        ["name"] = line.Name,
        ["level"] = line.Show(line.Level),
        ["burst"] = line.Show(line.Limits.Burst),
        ["spent"] = line.Show(line.Spent),
        ["reserved"] = line.Show(line.Reserved),
        ["left"] = line.Left is { } left ? line.Show(left) : null,
        ["balance"] = line.Balance is { } balance ? line.Show(balance) : null,
        ["mostInDay"] = line.Show(line.Forecast(0).MostWithin(Day)),
    };

    private static string? At(DateTimeOffset now, ulong? seconds) =>
        seconds is { } wait && wait < (DateTimeOffset.MaxValue - now).TotalSeconds ? Time(now.AddSeconds(wait)) : null;

    private static string Time(DateTimeOffset at) => ProposalVerbs.Time((ulong)at.ToUnixTimeSeconds());

    /// <summary>A budget as the node counts it under the policy of the chain.</summary>
    /// <param name="Balance">What the vault has of it; null for a resource.</param>
    private sealed record Line(
        string Name, BucketLimits Limits, int Decimals, UInt256 Level, UInt256 Spent, UInt256 Reserved,
        UInt256? Balance)
    {
        /// <summary>Of the lifetime, and no more than the vault has; null without a limit.</summary>
        public UInt256? Left
        {
            get
            {
                UInt256? life = Limits.Lifetime == UInt256.MaxUInt128
                    ? null
                    : Limits.Lifetime.SaturatingSubtract(Spent);
                return life is { } some && Balance is { } has ? UInt256.Min(some, has) : life ?? Balance;
            }
        }

        public BudgetForecast Forecast(ulong elapsed) => BudgetForecast.Of(Limits, Level, Spent, Left, elapsed);

        public string Show(UInt256 units) => Amounts.Whole(units, Decimals);

        public string ShowLeft() => Left is { } left ? Show(left) : "no limit";
    }
}
