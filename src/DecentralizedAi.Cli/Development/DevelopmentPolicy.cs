using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Development;

/// <summary>
/// The policy of a development DAO: the authored example, with the addresses of this chain, without its office
/// hours (a demonstration runs at night too), and with the tool that reads a document.
/// </summary>
internal static class DevelopmentPolicy
{
    private const string OfficeHours = """
          - id: office-hours
            forbid: wallet.pay
            unless:
              time: { days: mon-fri, hours: "09:00-17:00" }    # UTC, all year

        """;

    private const string ExampleVendors = """
            - { name: Hosting, address: "0x52908400098527886E0F7030069857D2E4169EE7" }
            - { name: Design,  address: "0x8617E340B3D01FA5F11F306F4090FD50E238070D" }
        """;

    private const string FetchTool = "  web.fetch:      { effect: read,  args: { url: url } }\n";
    private const string LookRule = "  - id: look\n    permit: wallet.balance\n";

    /// <param name="example">Text of <c>governance/policies/treasurer.yaml</c>.</param>
    /// <param name="people">Who asks, who approves, who is paid, in which token.</param>
    /// <exception cref="InvalidOperationException">The example has changed in a place this depends on.</exception>
    public static string Write(string example, DevelopmentPeople people) => example
        .Swap(OfficeHours, "")
        .Swap(ExampleVendors.TrimEnd('\n'), Vendors(people.Vendors))
        .Swap("\"0xde709f2102306220921060314715629080e2fb77\"", Quoted(people.Usdc))
        .Swap("\"0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb\"", Quoted(people.Approver))
        .Swap("\"0x27b1fdb04752bbc536007a920d24acb045561c26\"", Quoted(people.Manager))
        .Swap(FetchTool, FetchTool + "  document.read:  { effect: read,  args: { file: text } }\n")
        .Swap(LookRule, LookRule + "  - id: read-documents\n    permit: document.read\n");

    /// <summary>The same policy with a higher limit: what the second vote of the demonstration is about.</summary>
    public static string Widen(string policy, int limit) => policy
        .Swap("at_most: 1000 USDC", $"at_most: {limit} USDC")
        .Swap("per_action: 1000", $"per_action: {limit}")
        .Swap("above: 150", $"above: {limit}");

    private static string Vendors(IReadOnlyList<(string Name, Address Address)> vendors) => string.Join('\n',
        vendors.Select(vendor => $"    - {{ name: {vendor.Name}, address: {Quoted(vendor.Address)} }}"));

    private static string Quoted(Address address) => $"\"{address}\"";

    private static string Swap(this string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at >= 0 && text.IndexOf(old, at + 1, StringComparison.Ordinal) < 0
            ? string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length))
            : throw new InvalidOperationException($"the example policy does not hold exactly once: {old.Trim()}");
    }
}

/// <summary>The accounts a development policy names.</summary>
internal sealed record DevelopmentPeople(
    Address Usdc, Address Manager, Address Approver, IReadOnlyList<(string Name, Address Address)> Vendors);
