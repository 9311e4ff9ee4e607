using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Chaos.Referee;

/// <summary>
/// Compares what was asked with what happened outside and with what the log says. Asks no node and believes none.
/// </summary>
internal sealed class Judge
{
    private readonly List<string> _faults = [];
    private readonly Dictionary<Fate, int> _fates = [];
    private readonly Evidence _evidence;
    private readonly ILookup<string, Effect> _effects;
    private readonly ILookup<Bytes32, LoggedAction> _actions;

    private Judge(Evidence evidence) => (_evidence, _effects, _actions) = (
        evidence, evidence.Effects.ToLookup(effect => effect.Mark),
        evidence.Actions.ToLookup(action => action.Instruction));

    private enum Fate { Done, Refused, Failed, Unknown, Silent, NotTaken, Lost }

    public static Verdict Of(Evidence evidence) => new Judge(evidence).Count();

    private Verdict Count()
    {
        var forged = 0;
        foreach (var asked in _evidence.Asked)
        {
            var fate = FateOf(asked);
            _fates[fate] = _fates.GetValueOrDefault(fate) + 1;
            if (asked.Kind == AskedKind.Forbidden)
                forged += Denied(asked, "against the policy");
            else if (fate is Fate.Refused or Fate.Failed or Fate.Silent or Fate.NotTaken)
                forged += Denied(asked, $"{fate} by the log");
        }
        var doubled = _effects.Where(same => same.Count() > 1).Sum(Doubled);
        forged += Strangers();
        if (_evidence.LogFault is { } fault)
        {
            forged++;
            _faults.Add($"the log does not verify: {fault}");
        }
        if (Of(Fate.Unknown) > _evidence.InFlightAtKills)
            _faults.Add($"{Of(Fate.Unknown)} unknown, but only {_evidence.InFlightAtKills} in flight at the kills");
        return new Verdict
        {
            Done = Of(Fate.Done), Refused = Of(Fate.Refused), Failed = Of(Fate.Failed), Unknown = Of(Fate.Unknown),
            Silent = Of(Fate.Silent), NotTaken = Of(Fate.NotTaken), Lost = Of(Fate.Lost), Doubled = doubled,
            Forged = forged, InFlightAtKills = _evidence.InFlightAtKills, Faults = _faults,
        };
    }

    private int Of(Fate fate) => _fates.GetValueOrDefault(fate);

    private Fate FateOf(Asked asked)
    {
        if (!_evidence.Instructions.TryGetValue(asked.Id, out var answered))
            return asked.Taken ? Lost(asked, "a node took it and the log does not have it") : Fate.NotTaken;
        var ends = _actions[asked.Id].Select(action => action.End).ToList();
        if (ends.Contains(LoggedEnd.Open))
            return Lost(asked, "the log opens an action and never closes it");
        if (ends.Contains(LoggedEnd.Unknown))
            return Fate.Unknown;
        if (ends.Contains(LoggedEnd.Done))
            return asked.Mark.Length == 0 || _effects.Contains(asked.Mark)
                ? Fate.Done
                : Lost(asked, $"the log says done and nobody saw '{asked.Mark}'");
        if (ends.Contains(LoggedEnd.Refused))
            return Fate.Refused;
        if (ends.Count > 0)
            return Fate.Failed;
        return answered ? Fate.Silent : Lost(asked, "the log has it and no answer to it");
    }

    private Fate Lost(Asked asked, string why)
    {
        _faults.Add($"lost: {asked.Kind} {asked.Id}: {why}");
        return Fate.Lost;
    }

    private int Denied(Asked asked, string why)
    {
        var seen = asked.Mark.Length == 0 ? 0 : _effects[asked.Mark].Count();
        if (seen > 0)
            _faults.Add($"forged: {asked.Kind} {asked.Id} is {why}, but happened: "
                + _effects[asked.Mark].First().Where);
        return seen;
    }

    private int Doubled(IGrouping<string, Effect> same)
    {
        _faults.Add($"doubled: '{same.Key}' happened {same.Count()} times: "
            + string.Join(", ", same.Select(effect => effect.Where)));
        return same.Count() - 1;
    }

    private int Strangers()
    {
        var known = _evidence.Asked.Select(asked => asked.Mark).ToHashSet();
        var strangers = _evidence.Effects.Where(effect => !known.Contains(effect.Mark)).ToList();
        _faults.AddRange(strangers.Select(effect =>
            $"forged: nobody asked for '{effect.Mark}', which happened: {effect.Where}"));
        return strangers.Count;
    }
}
