using DecentralizedAi.Domain.Policy.Documents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>A valid document of every construct, in which tests change a thing.</summary>
internal static class ChangedDocument
{
    public const string Payee = "0x0000000000000000000000000000000000000009";
    public const string Asset = "0x0000000000000000000000000000000000000001";
    public const string Zero = "0x0000000000000000000000000000000000000000";
    public const string Hash = "0x00000000000000000000000000000000000000000000000000000000000000aB";
    public const string Sixty = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    // Single quotes for double ones.
    public const string Document = $$"""
        { 'dai': 'policy/1', 'chain': 'eip155:1', 'agent': 'a',
          'tools': { 't.do': { 'effect': 'write', 'args': { 'a': 'amount?', 'b': 'bool?', 'c': 'cid?', 'd': 'date?',
            'e': 'enum(x, y)?', 'h': 'hash?', 'n': 'integer?', 's': 'text?', 'u': 'url?', 'w': 'address?' } },
            'm.pay': { 'effect': 'money', 'args': { 'amount': 'amount', 'to': 'address' } },
            'm.buy': { 'effect': 'money', 'args': { 'amount': 'amount', 'to': 'address' } } },
          'lists': { 'people': [ '{{Payee}}' ], 'words': [ 'x', 'y' ], 'hashes': [ '{{Hash}}' ] },
          'budgets': { 'EUR': { 'asset': '{{Asset}}', 'decimals': '2', 'burst': '60', 'rate': '1 per day',
            'payees': 'people', 'ask': { 'above': '40', 'by': '{{Payee}}', 'within': '1h' } },
            'calls': { 'burst': '9', 'rate': '9 per hour' } },
          'schedules': { 'daily': { 'at': '0 9 * * *', 'say': 'go' } },
          'events': { 'paid': { 'contract': '{{Payee}}', 'topic': '{{Hash}}', 'say': 'go' } },
          'rules': [ { 'id': 'r', 'permit': 't.do', 'when': { 'turn': 'clean' } } ] }
        """;

    public const string When = "'turn': 'clean'";
    public const string Rule = "{ 'id': 'r', 'permit': 't.do', 'when': { 'turn': 'clean' } }";
    public const string ListOfWords = "'words': [ 'x', 'y' ]";
    public const string People = $"'people': [ '{Payee}' ]";

    /// <summary>A budget of another asset.</summary>
    public const string SecondAsset = $"'USD': {{ 'asset': '0x0000000000000000000000000000000000000002', "
        + "'decimals': '0', 'burst': '9', 'rate': '1 per day', 'payees': 'people', "
        + $"'ask': {{ 'above': '4', 'by': '{Payee}', 'within': '60' }} }}";

    /// <param name="written">What stands there, with single quotes for double ones.</param>
    public static DocumentAnswer Read(string written, string instead, params (string Written, string Instead)[] more)
    {
        var document = Document.ReplaceLineEndings("\n");
        foreach (var (old, made) in more.Prepend((written, instead)))
        {
            Assert.Contains(old, document);
            document = document.Replace(old, made);
        }
        var root = JsonTree.Read(System.Text.Encoding.UTF8.GetBytes(document.Replace('\'', '"'))).Root;
        return PolicyDocument.Read(Assert.IsType<MapNode>(root));
    }
}
