using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>The documents of a bundle by hash, each read once.</summary>
internal sealed class PolicyTexts(IReadOnlyDictionary<Bytes32, string> documents)
{
    private readonly Dictionary<Bytes32, PolicyText?> _read = [];

    /// <summary>The policy of a root; null where the bundle does not have it.</summary>
    public PolicyText? Policy(Bytes32 root)
    {
        if (!_read.TryGetValue(root, out var text))
        {
            text = documents.TryGetValue(root, out var canonical) ? new PolicyText(canonical) : null;
            _read.Add(root, text);
        }
        return text;
    }
}

/// <summary>What a verifier reads from a policy itself, beside the judge.</summary>
internal sealed class PolicyText
{
    private readonly Dictionary<Bytes32, string> _schedules, _events;

    public PolicyText(string canonical)
    {
        Canonical = canonical;
        var map = Jcs.TryParseCanonical(canonical) as JcsValue.Map;
        Chain = map?.TextOf("chain");
        Agent = map?.TextOf("agent");
        _schedules = Names(map?["schedules"]);
        _events = Names(map?["events"]);
    }

    public string Canonical { get; }
    public string? Chain { get; }
    public string? Agent { get; }

    /// <summary>The schedule whose name has this hash, or null.</summary>
    public string? Schedule(Bytes32 id) => _schedules.GetValueOrDefault(id);

    public string? Event(Bytes32 id) => _events.GetValueOrDefault(id);

    private static Dictionary<Bytes32, string> Names(JcsValue? value) =>
        value is JcsValue.Map map ? map.Values.Keys.ToDictionary(name => Keccak256.Hash(name)) : [];
}
