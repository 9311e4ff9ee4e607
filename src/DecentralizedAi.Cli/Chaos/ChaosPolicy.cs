using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Chaos;

/// <summary>
/// The policy of an agent under chaos: two people may ask for small payments and messages, as often as they like, so
/// that nothing but a fault stands in the way.
/// </summary>
internal static class ChaosPolicy
{
    /// <summary>Whole USDC above which a payment is refused.</summary>
    public const int MostAtOnce = 50;

    /// <summary>The YAML of one agent.</summary>
    public static string Write(string agent, DevelopmentPeople people) => $$"""
        dai: policy/1
        chain: eip155:31337
        agent: {{agent}}
        about: Pays and posts while its nodes are killed.

        tools:
          wallet.pay:     { effect: money, args: { to: address, amount: amount, note: text? } }
          wallet.balance: { effect: read,  args: { of: address? } }
          message.post:   { effect: write, args: { channel: text, text: body } }

        lists:
          vendors:
        {{string.Join('\n', people.Vendors.Select(vendor =>
            $"    - {{ name: {vendor.Name}, address: \"{vendor.Address}\" }}"))}}

        budgets:
          USDC:
            asset: "{{people.Usdc}}"
            decimals: 6
            per_action: 100
            burst: 5000
            rate: 100000 per day
            lifetime: 100000
            payees: vendors
          tokens: { burst: 1000000000, rate: 1000000000 per hour }
          calls:  { burst: 1000000, rate: 1000000 per minute }

        rules:
          - id: pay-vendors
            permit: wallet.pay
            when:
              arg.to: { in: vendors }
              arg.amount: { at_most: {{MostAtOnce}} USDC }
              instructor: { in: ["{{people.Manager}}", "{{people.Approver}}"] }
          - id: look
            permit: wallet.balance
          - id: post
            permit: message.post

        """;
}
