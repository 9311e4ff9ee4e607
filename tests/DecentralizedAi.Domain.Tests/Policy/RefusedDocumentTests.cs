using DecentralizedAi.Domain.Policy.Documents;
using Xunit;
using static DecentralizedAi.Domain.Tests.Policy.ChangedDocument;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>One thing is changed in a valid document: what is refused, as what, and what may have been meant.</summary>
public sealed class RefusedDocumentTests
{
    [Theory]
    [InlineData("'decimals': '2', 'burst': '60', 'rate': '1 per day',\n    'payees': 'people', 'ask': { 'above': '40'",
        "'decimals': '38', 'burst': '3', 'rate': '1 per day', 'payees': 'people', 'ask': { 'above': '2'")]
    [InlineData("'burst': '60'", "'burst': '60', 'per_action': '60'")]
    [InlineData(When, "'arg.u.path': { 'starts_with': '/a/.' }")]
    [InlineData(When, "'arg.a': { 'from': [ 'dao' ] }, 'arg.d': { 'from': [ 'dao' ] }, 'arg.n': { 'from': [ 'dao' ] }, "
        + "'arg.u': { 'from': [ 'dao' ] }, 'arg.w': { 'from': [ 'dao' ] }")]
    [InlineData(When, "'arg.h': { 'in': 'hashes' }")]
    [InlineData(When, "'arg.s': { 'in': 'words' }, 'arg.e': { 'in': [ 'x' ] }")]
    [InlineData(ListOfWords, "'words': [ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' ]")]
    [InlineData(ListOfWords, "'words': [ '0xg000000000000000000000000000000000000000' ]")]
    [InlineData(Rule, "{ 'id': 'r', 'ask': [ 'm.pay', 'm.buy' ] }")]
    [InlineData("'rate': '9 per hour'", "'rate': '9 per second'")]
    [InlineData("'0 9 * * *'", "'0 9 31 12 *'")]
    [InlineData(When, "'arg.s': { 'max_length': '5', 'from': [ 'dao' ] }")]
    [InlineData(When, "'arg.s': { 'starts_with': 'a', 'from': [ 'dao' ] }")]
    [InlineData(When, "'arg.s': { 'equals': 'any', 'max_length': '3' }")]
    [InlineData(When, "'arg.u.path': { 'equals': '/ab', 'max_length': '3' }")]
    [InlineData(When, "'arg.u.query': { 'in': [ 'ab', 'abc' ], 'starts_with': 'a', 'max_length': '2' }")]
    [InlineData(When, "'time': { 'from': '9999-12-31T23:59:59Z', 'hours': '23:00-00:00' }")]
    [InlineData("'calls': {", SecondAsset + ", 'calls': {", When, "'arg.a': { 'at_least': '0 EUR' }")]
    [InlineData("'calls': {", SecondAsset + ", 'calls': {", When, "'arg.a': { 'at_least': '0 USD' }")]
    public void Is_taken(string written, string instead, params string[] more) => Assert.IsType<DocumentAnswer.Read>(
        Read(written, instead, [.. more.Chunk(2).Select(change => (change[0], change[1]))]));

    [Theory]
    [InlineData("'rate': '1 per day'", "'rate': '1.555 per day'", "amount", "at most 2 digits", null)]
    [InlineData("'rate': '1 per day'", "'rate': { 'amount': '1.555', 'per': '86400' }", "amount", "at most 2 digits",
        null)]
    [InlineData("'rate': '9 per hour'", "'rate': '9.5 per hour'", "integer", "a whole number", null)]
    [InlineData("'rate': '9 per hour'", "'rate': { 'amount': '9.5', 'per': '3600' }", "integer", "a whole number",
        null)]
    [InlineData("'decimals': '2', 'burst': '60'", "'decimals': '39', 'burst': '3'", "integer", "0 to 38", null)]
    [InlineData("'burst': '60'", "'burst': '60', 'per_action': '60.01'", "bounds", "at most the burst of 60", null)]
    [InlineData("'burst': '60'", "'burst': '00.5'", "amount", "a number without", "0.5")]
    [InlineData("'payees': 'people'", "'payees': 'hashes'", "type", "a list of addresses only", null)]
    [InlineData("'payees': 'people'", "'payees': 'words'", "type", "a list of addresses only", null)]
    [InlineData(People, $"'people': [ '{Payee}', '{Zero}' ]", "address", "without the zero address", null)]
    [InlineData(People, $"'people': [ '{Payee}', '{Asset}' ]", "address", "without the zero address", null)]
    [InlineData(People, "'people': [ '0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed' ]", "address", "0x and 40 digits",
        null)]
    [InlineData("'calls': {", $"'USD': {{ 'asset': '{Asset}', 'decimals': '0', 'burst': '9', 'rate': '1 per day', "
        + "'payees': 'people' }, 'calls': {", "duplicate", "another asset than every other budget", null)]
    [InlineData("'events': {", $"'events': {{ 'again': {{ 'contract': '{Payee}', 'topic': '{Hash}', 'say': 'no' }}, ",
        "duplicate", "another contract or topic than every other event", null)]
    [InlineData("'eip155:1'", "'eip155:99999999999999999999'", "chain", "eip155:", null)]
    [InlineData(ListOfWords, $"'words': [ 'x', 'y', '{Payee}', '{Payee}' ]", "duplicate", "each value once",
        null)]
    [InlineData(When, "'arg.s': { 'max_length': 'abc' }", "integer", "a number of bytes", null)]
    [InlineData(When, "'arg.u.path': '/a/.'", "url", "a path", null)]
    [InlineData(When, "'arg.u.path': { 'starts_with': '' }", "vacuous", "a condition that can fail", null)]
    [InlineData(When, "'arg.u.path': { 'starts_with': '/a/./b' }", "url", "the beginning of a path", null)]
    [InlineData(When, "'arg.u.query': { 'starts_with': 'a#' }", "url", "the beginning of a query", null)]
    [InlineData(When, "'arg.u.query': 'a b'", "url", "a query", null)]
    [InlineData(When, "'instructer': 'operator'", "key", "arg.NAME, instructor, time or turn", "instructor")]
    [InlineData(When, "'tine': 'noon'", "key", "arg.NAME, instructor, time or turn", "time")]
    [InlineData(When, "'arg.a': { 'equals': '5 EUR' }", "condition", "one of at_most, less_than", null)]
    [InlineData(When, "'arg.a': { 'in': [ '5 EUR' ] }", "condition", "one of at_most, less_than", null)]
    [InlineData(When, "'arg.b': { 'less_than': '5' }", "condition", "one of equals, in, from", null)]
    [InlineData(When, "'arg.b': { 'at_least': '5' }", "condition", "one of equals, in, from", null)]
    [InlineData(When, "'arg.b': { 'more_than': '5' }", "condition", "one of equals, in, from", null)]
    [InlineData(When, "'arg.b': { 'starts_with': 't' }", "condition", "one of equals, in, from", null)]
    [InlineData(When, "'arg.b': { 'max_length': '5' }", "condition", "one of equals, in, from", null)]
    [InlineData(When, "'arg.u.host': { 'from': [ 'dao' ] }", "condition", "one of equals, in", null)]
    [InlineData(When, "'arg.u.query': ' b'", "url", "a query", null)]
    [InlineData(When, "'arg.u.query': '%zz'", "url", "a query", null)]
    [InlineData(When, "'arg.u.scheme': 'HTTPS'", "url", "a scheme in lower case", null)]
    [InlineData(When, "'arg.u.scheme': '1'", "url", "a scheme in lower case", null)]
    [InlineData(When, "'arg.u.port': '65536'", "url", "a port from 0 to 65535", null)]
    [InlineData(When, "'arg.u.host': 'X .org'", "host", "a wildcard stands only in a list", null)]
    [InlineData(When, $"'arg.u.host': 'X.{Sixty}'", "host", "a host in lower case", $"x.{Sixty}")]
    [InlineData(When, $"'arg.u.host': 'X.org.{Sixty}'", "host", "a host in lower case", null)]
    [InlineData(When, "'instructor': 'operater'", "instructor", "schedule/NAME", "operator")]
    [InlineData(When, "'instructor': 'schedul/daily'", "instructor", "schedule/NAME", "schedule/daily")]
    [InlineData(When, "'instructor': 'schedule/dayly'", "instructor", "a schedule or event", "schedule/daily")]
    [InlineData(When, "'instructor': 'event/pait'", "instructor", "a schedule or event", "event/paid")]
    [InlineData(When, "'arg.c': 'bogus'", "cid", "a content id", null)]
    [InlineData(When, "'arg.d': '2026-02-29'", "date", "YYYY-MM-DD", null)]
    [InlineData(When, "'arg.h': '0xab'", "hash", "64 hexadecimal digits", null)]
    [InlineData(When, "'arg.n': '-1'", "integer", "0 to 2^256 - 1", null)]
    [InlineData(When, "'arg.e': 'zzzz'", "enum", "x, y", null)]
    [InlineData(When, "'arg.b': 'treu'", "bool", "true or false", "true")]
    [InlineData(When, "'arg.a': { 'at_most': ' EUR' }", "amount", "then EUR", null)]
    [InlineData(When, "'arg.a': { 'at_most': '5' }", "amount", "NUMBER ASSET with one space", null)]
    [InlineData(When, "'arg.a': { 'at_most': '0150 EUR' }", "amount", "then EUR", "150 EUR")]
    [InlineData(When, "'arg.a': { 'at_most': '150EUR' }", "amount", "NUMBER ASSET", "150 EUR")]
    [InlineData(When, "'arg.a': { 'at_most': '5 EUT' }", "asset", "an asset among the budgets", "5 EUR")]
    [InlineData(When, "'time': { 'days': 'Sunday' }", "days", "mon, tue", "sun")]
    [InlineData(When, "'time': { 'days': [ 'mon', 'sun-tue' ] }", "duplicate", "each day once", null)]
    [InlineData(When, "'time': { 'hours': [ '09:00-10:00', '09:00-10:00' ] }", "duplicate", "each span once", null)]
    [InlineData(When, "'time': { 'hours': '24:00-10:00' }", "hours", "00:00 to 23:59", "00:00-10:00")]
    [InlineData(When, "'arg.a': { 'at_least': '0 EUR' }", "vacuous", "a condition that can fail", null)]
    [InlineData(When, "'arg.u.path': { 'in': [ '/ab', '/ac' ], 'starts_with': '/a', 'max_length': '2' }", "vacuous",
        "conditions that can hold together", null)]
    [InlineData(When, "'instructor': { 'equals': 'any', 'in': [ 'operator' ] }", "instructor", "'any' alone", null)]
    [InlineData(When, "'time': { 'until': 'soon' }", "time", "YYYY-MM-DDTHH:MM:SSZ", null)]
    [InlineData(When, "'time': 'noon'", "shape", "a map of days, hours, from, until", null)]
    [InlineData(When, "'turn': 'clear'", "turn", "clean or any", "clean")]
    [InlineData(When, "'arg.s': { 'from': [ 'doa' ] }", "label", "dao, instruction, chain, foreign", "dao")]
    [InlineData(When, "'arg.s': { 'from': [ 'dao', 'dao' ] }", "duplicate", "each label once", null)]
    [InlineData(When, "'arg.s': { 'in': [ 'x', 'x' ] }", "duplicate", "each value once", null)]
    [InlineData(When, "'arg.s': { 'in': 'wrods' }", "list", "the name of a list", "words")]
    [InlineData(When, "'arg.w': { 'in': 'people' }, 'arg.s': { 'in': 'people' }", "type", "values fit arg.s", null)]
    [InlineData(When, "'arg.s': { 'in': 'words' }, 'arg.e': { 'in': 'hashes' }", "type", "values fit arg.e", null)]
    [InlineData(When, "'arg.s': { 'at_most': '5' }", "condition", "one of", null)]
    [InlineData(When, "'arg.s': { 'start_with': 'a' }", "key", "one of", "starts_with")]
    [InlineData(When, "'arg.t': 'x'", "argument", "an argument that every tool of the rule has", "arg.a")]
    [InlineData(When, "'arg.s.host': 'x'", "argument", "no part: only a url has parts", "arg.s")]
    [InlineData(When, "'arg.u.hots': 'x'", "argument", "a part of a url: scheme, host, port, path, query",
        "arg.u.host")]
    [InlineData(When, "'turm': 'clean'", "key", "arg.NAME, instructor, time or turn", "turn")]
    [InlineData("'paid': {", "'Paid': {", "id", "the name of an event: 1 to 64", "paid")]
    [InlineData("'daily': {", "'Daily': {", "id", "the name of a schedule: 1 to 64", "daily")]
    [InlineData("'words': [", "'Words': [", "id", "the name of a list: 1 to 64", "words")]
    [InlineData("'0 9 * * *'", "'0 24 * * *'", "cron", "minute hour day month weekday", null)]
    [InlineData("'say': 'go' } },\n  'events'", "'say': '' } },\n  'events'", "text", "the words of an instruction",
        null)]
    [InlineData("'topic': '0x0", "'topic': '1x0", "hash", "0x and 64 hexadecimal digits", null)]
    [InlineData("'within': '1h'", "'within': '0h'", "duration", "1 to 2^32 - 1 seconds", null)]
    [InlineData($"'by': '{Payee}'", $"'by': '{Zero}'", "address", "nobody signs for the zero address", null)]
    [InlineData("'calls': {", "'cals': {", "resource", "tokens, gpu_ms, calls, bytes", "calls")]
    [InlineData("'EUR': {", "'1EUR': {", "asset", "a letter, then at most 31", null)]
    [InlineData("'effect': 'write'", "'effect': 'wirte'", "effect", "read, write or money", "write")]
    [InlineData("'s': 'text?'", "'s': 'txet?'", "type", "address, amount, integer", "text?")]
    [InlineData("'s': 'text?'", "'S': 'text?'", "argument", "[a-z][a-z0-9_]*", null)]
    [InlineData("'t.do': {", "'t..do': {", "tool", "up to four of", null)]
    [InlineData("'amount': 'amount', 'to': 'address' } },\n    'm.buy'", "'amount': 'amount', 'to': 'text' } },\n"
        + "    'm.buy'", "money", "to: address and amount: amount", null)]
    [InlineData("'amount': 'amount', 'to': 'address' } },\n    'm.buy'", "'amount': 'integer', 'to': 'address' } },\n"
        + "    'm.buy'", "money", "to: address and amount: amount", null)]
    [InlineData(People, "'people': [ [ [ [ [ 'x' ] ] ] ] ]", "depth", "at most 6 levels of maps and lists", null)]
    public void Is_refused(string written, string instead, string @class, string expected, string? nearest)
    {
        var refused = Assert.IsType<DocumentAnswer.Refused>(Read(written, instead));
        var fault = refused.Faults.First(fault => fault.Class == @class);
        Assert.Contains(expected, fault.Expected);
        Assert.Equal(nearest, fault.Nearest);
    }

    [Fact]
    public void Is_refused_with_bounds_in_two_assets()
    {
        var refused = Assert.IsType<DocumentAnswer.Refused>(Read("'calls': {", SecondAsset + ", 'calls': {",
            (When, "'arg.a': { 'at_least': '1 EUR', 'at_most': '5 USD' }")));
        Assert.Equal(("asset", "all bounds of a condition in one asset"),
            (Assert.Single(refused.Faults).Class, refused.Faults[0].Expected));
    }

    [Theory]
    [InlineData("{ 'id': 'r', 'permit': 't.do', 'by': '0x' }", "nothing: only an ask names an approver")]
    [InlineData("{ 'id': 'r', 'permit': 'm.pay', 'when': { 'instructor': 'any' }, 'by': '0x' }",
        "nothing: only an ask names an approver")]
    [InlineData("{ 'id': 'r', 'ask': 'm.pay', 'by': '0x' }", "nothing: who approves money is said by its budget")]
    public void Names_an_approver_where_one_may_be(string rule, string expected) =>
        Assert.Equal(expected, Assert.Single(Assert.IsType<DocumentAnswer.Refused>(Read(Rule, rule)).Faults).Expected);

    [Theory]
    [InlineData("'hours': [ '20:00-21:00', '09:00-10:00', '12:00-13:00' ]",
        "\"hours\":[\"09:00-10:00\",\"12:00-13:00\",\"20:00-21:00\"]")]
    [InlineData("'days': [ 'sat-mon', 'wed' ]", "\"days\":[\"mon\",\"sat\",\"sun\",\"wed\"]")]
    [InlineData("'days': [ 'tue-fri' ]", "\"days\":[\"fri\",\"thu\",\"tue\",\"wed\"]")]
    public void Keeps_every_span_in_order(string time, string canonical)
    {
        var read = Assert.IsType<DocumentAnswer.Read>(Read(When, $"'time': {{ {time} }}"));
        Assert.Contains(canonical, System.Text.Encoding.UTF8.GetString(read.Canonical));
    }

    [Theory]
    [InlineData("'permit': 't.do', 'when'", "'permit': 't.od', 'when'", "tool", "t.do")]
    [InlineData(Rule, $"{Rule}, {Rule}", "duplicate", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': [ 't.do', 't.do' ] }", "duplicate", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 't.do', 'ask': 't.do' }", "shape", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 't.do', 'ask': 't.do', 'forbid': 't.do' }", "shape", null)]
    [InlineData(Rule, "{ 'id': 'R', 'permit': 't.do' }", "id", "r")]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 't.do', 'by': '0x', 'within': '1h' }", "key key", null)]
    [InlineData(Rule, "{ 'id': 'r', 'forbid': 't.do', 'within': '1h' }", "key", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 'm.pay', 'when': { 'instructor': 'any' }, 'by': '0x' }", "key", null)]
    [InlineData(Rule, $"{{ 'id': 'r', 'ask': 'm.pay', 'by': '{Payee}' }}", "key", null)]
    [InlineData(Rule, "{ 'id': 'r', 'ask': 't.do' }", "missing", null)]
    [InlineData(Rule, $"{{ 'id': 'r', 'ask': 't.do', 'by': '{Payee}' }}", "missing", null)]
    [InlineData(Rule, $"{{ 'id': 'r', 'ask': [ 'm.pay', 't.do' ], 'by': '{Payee}', 'within': '1h' }}", "money key key",
        null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 'm.pay' }", "missing", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': [ 'm.pay', 't.do' ], 'when': { 'turn': 'clean' } }", "missing", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': '*', 'when': { 'turn': 'clean' } }", "missing", null)]
    [InlineData(Rule, "{ 'id': 'r', 'forbid': '*', 'when': { 'arg.s': 'x' } }", "argument", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 't.do', 'unless': { 'turn': 'clean', 'arg.s': 'x' } }", "shape", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 't.do', 'unless': { 'turn': 'any' } }", "vacuous", null)]
    [InlineData(Rule, "{ 'id': 'r', 'permit': 't.do', 'unless': { 'instructor': 'any' } }", "vacuous", null)]
    [InlineData(ListOfWords, $"'words': [ {{ 'name': '', 'address': '{Payee}' }}, "
        + $"{{ 'name': '', 'address': '{Asset}' }} ]", "text text", null)]
    [InlineData(ListOfWords, $"'words': [ {{ 'name': 'n', 'address': '{Payee}' }}, "
        + $"{{ 'name': 'n', 'address': '{Asset}' }} ]", "duplicate", null)]
    [InlineData(ListOfWords, $"'words': [ {{ 'name': 'n', 'address': '{Payee}', 'calls': 'yes' }} ]", "bool", "true")]
    public void Is_refused_as_that_alone(string written, string instead, string classes, string? nearest)
    {
        var refused = Assert.IsType<DocumentAnswer.Refused>(Read(written, instead));
        Assert.Equal(classes, string.Join(' ', refused.Faults.Select(fault => fault.Class)));
        Assert.Equal(nearest, refused.Faults[0].Nearest);
    }
}
