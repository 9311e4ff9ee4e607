using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DecentralizedAi.Authoring;

/// <summary>
/// Reads YAML as a tree with positions. Every scalar is text; whatever YAML readers differ about (directives,
/// anchors, aliases, tags, merge and explicit keys) is refused.
/// </summary>
internal sealed class YamlTree
{
    private const int DeepestLevel = 6;

    private readonly string _source;
    private readonly IParser _parser;

    private YamlTree(string source)
    {
        // Readers differ on whether these end a line; as private characters they are refused wherever they count.
        _source = source.Replace('\u0085', '\uE000').Replace('\u2028', '\uE000').Replace('\u2029', '\uE000');
        _parser = new Parser(new Scanner(new StringReader(_source), skipComments: true));
    }

    /// <summary>The tree, or the first fault in the order of the file.</summary>
    public static (PolicyNode? Root, PolicyFault? Fault) Read(string source)
    {
        var tree = new YamlTree(source);
        try
        {
            YamlSource.Check(source);
            var root = tree.Document();
            RefuseExplicitKeys(tree._source);
            return (root, null);
        }
        catch (YamlFaultException e)
        {
            return (null, e.Fault);
        }
        catch (YamlException e)
        {
            return (null, tree.FaultOf(e));
        }
        // The scanner lets these out on some broken sources.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            return (null, new("yaml", tree.Reached, "", "YAML in which each bracket, brace and quote is closed"));
        }
    }

    private Place Reached => _parser.Current is { } current ? PlaceOf(current.End) : Place.Start;

    private PolicyNode Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            throw new YamlFaultException("yaml", Place.Start, "", "a document");
        _parser.Consume<DocumentStart>();
        var root = Node(1);
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<StreamEnd>(out _)
            ? root
            : throw new YamlFaultException("yaml", PlaceOf(_parser.Current!.Start), "another document", "one document");
    }

    private PolicyNode Node(int level)
    {
        var place = PlaceOf(_parser.Current!.Start);
        if (_parser.Accept<AnchorAlias>(out var alias))
            throw new YamlFaultException(
                "alias", place, "*" + alias.Value, "a value; a text that starts with * in quotes");
        if (_parser.Current is NodeEvent node)
        {
            if (!node.Anchor.IsEmpty)
                throw new YamlFaultException("anchor", place, "&" + node.Anchor.Value, "a value without an anchor");
            if (!node.Tag.IsEmpty)
                throw new YamlFaultException("tag", place, node.Tag.Value, "a value without a tag");
        }
        if (_parser.TryConsume<Scalar>(out var scalar))
            return new ScalarNode(place, scalar.Value);
        if (level > DeepestLevel)
            throw new YamlFaultException("depth", place, "", $"at most {DeepestLevel} levels of maps and lists");
        return _parser.TryConsume<SequenceStart>(out _) ? List(place, level) : Map(place, level);
    }

    private ListNode List(Place place, int level)
    {
        var items = ImmutableArray.CreateBuilder<PolicyNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            RefuseEmpty(PlaceOf(_parser.Current!.Start), flow: false);
            items.Add(Node(level + 1));
        }
        return new(place, items.ToImmutable());
    }

    private MapNode Map(Place place, int level)
    {
        var flow = _parser.Consume<MappingStart>().Style == MappingStyle.Flow;
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var start = _parser.Current!.Start;
            var keyPlace = PlaceOf(start);
            if (Node(level + 1) is not ScalarNode key)
                throw new YamlFaultException("yaml", keyPlace, "a key that is no word", "a word as key");
            if (key.Text == "<<" && _source[(int)start.Index] == '<')
                throw new YamlFaultException("merge", keyPlace, "<<", "the keys themselves");
            RefuseEmpty(keyPlace, flow);
            entries.Add(new(keyPlace, key.Text, Node(level + 1)));
        }
        return new(place, entries.ToImmutable());
    }

    // Within braces a comma ends the text before it, so that what follows it looks like a key.
    private void RefuseEmpty(Place place, bool flow)
    {
        if (_parser.Accept<Scalar>(out var scalar) && scalar is { Style: ScalarStyle.Plain, Value.Length: 0 }
            && scalar.Anchor.IsEmpty && scalar.Tag.IsEmpty)
            throw new YamlFaultException("missing", place, "", flow
                ? "a value; within { } a text with a comma stands in quotes" : "a value; an empty text in quotes");
    }

    // Events do not tell "? key" from "key".
    private static void RefuseExplicitKeys(string source)
    {
        var scanner = new Scanner(new StringReader(source), skipComments: true);
        while (scanner.MoveNext())
        {
            if (scanner.Current is not YamlDotNet.Core.Tokens.Key key)
                continue;
            var index = (int)key.Start.Index;
            if (source[index] == '?' && (index + 1 == source.Length || char.IsWhiteSpace(source[index + 1])))
                throw new YamlFaultException("yaml", PlaceOf(key.Start), "?", "a key without a question mark");
        }
    }

    private PolicyFault FaultOf(YamlException e)
    {
        var index = (int)e.Start.Index;
        var (@class, expected) = (index < _source.Length ? _source[index] : ' ') switch
        {
            '*' => ("alias", "a value; a text that starts with * in quotes"),
            '&' => ("anchor", "a value without an anchor"),
            '!' => ("tag", "a value without a tag"),
            '%' => ("directive", "a document without directives"),
            '"' when e.Message.Contains("invalid Unicode", StringComparison.Ordinal) =>
                ("text", "an escape that is a character of Unicode"),
            _ => ("yaml", "YAML: " + e.Message),
        };
        return new(@class, PlaceOf(e.Start), "", expected);
    }

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
