using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Who was frozen when; a target that is not listed is proven never to have been.</summary>
internal sealed class FreezeRecord
{
    private static readonly Timeline<bool> Never = new(false, false, []);

    private readonly Workspace _work;
    private readonly Dictionary<FreezeTarget, Timeline<bool>> _targets = [];

    public FreezeRecord(Workspace work)
    {
        _work = work;
        for (var i = 0; i < work.Bundle.Freezes.Count; i++)
        {
            var (target, history) = work.Bundle.Freezes[i];
            var element = $"freezes[{i}]";
            work.Ends(history.Last(), work.Bundle.Contracts.PolicyRegistry, Slots.Freezes(target), element);
            var timeline = new Timeline<bool>(false, history.IsLate,
                history.Steps.Select(step => (step.Block, step.On != 0)));
            Workspace.Require(_targets.TryAdd(target, timeline), element, "the same target a second time");
        }
    }

    /// <summary>The target's freezes; null where the bundle neither lists it nor proves its slot.</summary>
    public Timeline<bool>? Find(FreezeTarget target, string element)
    {
        if (_targets.TryGetValue(target, out var timeline))
            return timeline;
        var slot = _work.TrySlot(_work.Bundle.Contracts.PolicyRegistry, Slots.Freezes(target));
        Workspace.Require(slot is null or { IsZero: true }, element,
            $"freezes of target {target.What} {target.Id} are not in the bundle, the slot holds {slot}");
        return slot is null ? null : Never;
    }
}
