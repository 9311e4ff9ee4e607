using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.ModelTrainer;

/// <summary>A question to the model, and the call that is right.</summary>
internal sealed record Question(Turn Turn, ProposedCall Right);

/// <summary>A finished example: the turn with all its messages, its questions, the section and phrase it came from.
/// </summary>
internal sealed record Example(Turn Turn, IReadOnlyList<Question> Questions, string Section, string Phrase);

/// <summary>
/// Turns a section into a conversation: invents a DAO, fills the slots, plays the steps with invented results, and
/// writes the calls with the references that the real extraction gives. What it cannot refer to, it refuses to make.
/// </summary>
internal sealed partial class Conversation
{
    private readonly PhraseBook _book;
    private readonly Random _random;
    private readonly World _world;
    private readonly Dictionary<string, Slot> _slots = [];
    private readonly Dictionary<string, string> _free = [];
    private readonly FreeWords _words;
    private readonly List<Question> _questions = [];
    private Turn _turn;

    private Conversation(PhraseBook book, Section section, Random random)
    {
        (_book, _random) = (book, random);
        _world = new World(random, section.Flags);
        _words = new FreeWords(random);
        _turn = Turn.Start(_world.Context);
    }

    /// <summary>Makes one example; throws <see cref="InvalidOperationException"/> when a value has no reference.</summary>
    public static Example Make(PhraseBook book, Section section, string phrase, Random random)
    {
        var conversation = new Conversation(book, section, random);
        conversation.Play(section, phrase);
        return new Example(conversation._turn, conversation._questions, section.Id, phrase);
    }

    private void Play(Section section, string phrase)
    {
        var text = Voice.Wrap(_book, section, _book.Expand(phrase, _random), _random);
        _turn = _turn.AddInstruction(Fill(text));
        var dry = _random.NextDouble() < 0.12;
        var members = section.Flags.Contains("everyone") ? _world.Members() : [];
        var steps = members.Count == 0 ? section.Steps : [.. members.Select(_ => section.Steps[0])];
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (members.Count > 0)
                Bring("member", members[i]);
            if (dry && step.Needs)
                break;
            Call(step);
            if (step.Tool is "reply" or "refuse")
                return;
            if (dry)
                _turn = _turn.AddResult(PromptFormat.NotExecuted, Label.Instruction);
            else if (Results.Play(this, step, i == steps.Count - 1) is { } ending)
            {
                Reply(ending);
                return;
            }
        }
        Reply(dry ? "Waiting for the result." : Results.Closing(steps));
    }

    /// <summary>Adds a result of the outside world.</summary>
    public void Hear(string text, Label label) => _turn = _turn.AddResult(text, label);

    /// <summary>A new slot that a result brings along, to be used by later steps.</summary>
    public Slot Bring(string name, Slot slot) => _slots[name] = slot;

    public World World => _world;
    public Random Random => _random;
    public FreeWords Words => _words;

    /// <summary>The slot as it is written in text.</summary>
    public string Surface(string name) => Make(name).Surface;

    /// <summary>Fills the slots with what a person would write.</summary>
    public string Fill(string text) => Slots().Replace(text, slot => slot.Groups[1].Value switch
    {
        "A" => _free["A"] = _free.GetValueOrDefault("A") ?? _world.Stranger(),
        "B" => _free["B"] = _free.GetValueOrDefault("B") ?? _world.NearName(),
        "t" or "w" => Fill(Free(slot.Groups[1].Value)),
        "topic" => _words.Topic(),
        "L" => _world.List,
        "J" => Make("j").Suffix.Trim(),
        "W" => _free["W"] = _free.GetValueOrDefault("W") ?? _world.BrokenAddress(),
        var name => Surface(name),
    });

    private void Call(PlanStep step) => Call(new ProposedCall(step.Tool,
        [.. step.Arguments.Select(argument => new CallArgument(argument.Name, Refer(argument.Value)))]));

    private void Reply(string text) => Call(new ProposedCall("reply", [new CallArgument("text", Refer(text))]));

    private void Call(ProposedCall call)
    {
        _questions.Add(new(_turn, call));
        _turn = _turn.AddCall(call);
    }

    // The text of a call: slots become references.
    private string Refer(string text) => Slots().Replace(text, slot =>
        slot.Groups[1].Value is "t" or "w" ? " " + Refer(Free(slot.Groups[1].Value)) : Token(slot.Groups[1].Value)).TrimEnd();

    private string Free(string name)
    {
        if (_free.TryGetValue(name, out var known))
            return known;
        var text = _words.Sentence();
        // A payee's name among free words would be shown as a reference, and the words to copy would differ.
        return _world.Names.Any(payee => text.Contains(payee.Name, StringComparison.OrdinalIgnoreCase))
            ? throw new InvalidOperationException($"'{text}' names a payee")
            : _free[name] = text;
    }

    private string Token(string name)
    {
        var slot = Make(name);
        var known = _turn.References.Where(known => known.Kind == slot.Kind
            && string.Equals(known.Value, slot.Value, StringComparison.OrdinalIgnoreCase)).ToList();
        // What a result brought is not the instruction's, and the other way round.
        var reference = name[0] == 'r'
            ? known.FirstOrDefault(known => known.Label != Label.Instruction) ?? known.FirstOrDefault()
            : known.FirstOrDefault(known => known.Label == Label.Instruction);
        return reference is null
            ? throw new InvalidOperationException($"{{{name}}} = '{slot.Surface}' in '{_turn.Messages[^1].Text}'")
            : reference.Token + slot.Suffix;
    }

    private Slot Make(string name) => _slots.TryGetValue(name, out var known) ? known : _slots[name] = name[0] switch
    {
        'a' or 'b' or 'c' or 'd' => _world.Payee(),
        'e' => _world.Payee(hex: 1),
        'n' or 'm' or 'o' or 'p' => _world.Amount(),
        'N' or 'M' => _world.Amount(bare: 1),
        'F' => _world.Amount(bare: 0),
        'j' => _world.NumberOfAsset(),
        'x' or 'y' => _world.Number(),
        'f' or 'g' => Same(ReferenceKind.File, _words.File()),
        'h' or 'i' => Same(ReferenceKind.Channel, _words.Channel()),
        'u' or 'v' => Same(ReferenceKind.Url, _words.Url()),
        'z' => Same(ReferenceKind.Date, _words.Date()),
        'k' => Same(ReferenceKind.Cid, _words.Cid()),
        'q' or 's' => _words.Quoted(),
        _ => throw new FormatException($"no slot {{{name}}}"),
    };

    private static Slot Same(ReferenceKind kind, string value) => new(value, kind, value);

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Slots();
}
