using System.Numerics;
using System.Reflection;
using System.Text.Json;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.Model;
using Nethereum.RLP;

namespace DecentralizedAi.Chain.Dao;

/// <summary>The contracts that one deployer creates, in the order of <c>governance/deployment/plan.json</c>.</summary>
/// <remarks>
/// They point at each other, so an address is known before its contract exists: it follows from deployer and nonce.
/// The last constructor checks that all parts point at each other.
/// </remarks>
internal sealed class DaoPlan
{
    private readonly Dictionary<string, Address> _addresses = [];
    private readonly DaoSettings _settings;
    private readonly Dictionary<string, object> _values;

    private DaoPlan(DaoSettings settings, JsonElement development)
    {
        _settings = settings;
        _values = new Dictionary<string, object>
        {
            ["nobody"] = Address.Zero.ToLower(),
            ["proposalGuardian"] = Address.Zero.ToLower(),
            ["tokenName"] = settings.TokenName,
            ["tokenSymbol"] = settings.TokenSymbol,
            ["timelockDelay"] = (BigInteger)settings.TimelockDelay,
            ["votingDelay"] = (BigInteger)settings.VotingDelay,
            ["votingPeriod"] = (BigInteger)settings.VotingPeriod,
            ["voteExtension"] = (BigInteger)settings.VoteExtension,
            ["proposalThreshold"] = settings.ProposalThreshold.ToBig(),
            ["quorumPercent"] = (BigInteger)settings.QuorumPercent,
            ["immunity"] = (BigInteger)settings.Immunity,
            ["finality"] = (BigInteger)settings.Finality,
            ["staleMoney"] = (BigInteger)settings.StaleMoney,
            ["anchorWithin"] = (BigInteger)settings.AnchorWithin,
            ["maxLogAge"] = (BigInteger)settings.MaxLogAge,
            ["maxUnlogged"] = (BigInteger)settings.MaxUnlogged,
            ["minter"] = (settings.DevTokenMinter ?? Address.Zero).ToLower(),
            ["assetName"] = development.GetProperty("assetName").GetString()!,
            ["assetSymbol"] = development.GetProperty("assetSymbol").GetString()!,
            ["assetDecimals"] = BigInteger.Parse(development.GetProperty("assetDecimals").GetString()!,
                System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    public IReadOnlyList<Outgoing> Steps { get; private set; } = [];

    /// <summary>The address of a step, or of the authority that was given.</summary>
    public Address this[string id] => _addresses[id];

    public Address? Find(string id) => _addresses.TryGetValue(id, out var address) ? address : null;

    public static DaoPlan Of(DaoSettings settings, Address deployer, ulong firstNonce)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("deployment/plan.json")
            ?? throw new InvalidOperationException("the deployment plan is not embedded");
        using var document = JsonDocument.Parse(stream);
        var plan = new DaoPlan(settings, document.RootElement.GetProperty("development"));
        var steps = document.RootElement.GetProperty("steps").EnumerateArray().Where(plan.Wanted).ToArray();
        if (settings.Authority is { } authority)
            plan._addresses["authority"] = authority;
        for (var i = 0; i < steps.Length; i++)
            plan._addresses[steps[i].GetProperty("id").GetString()!] = Created(deployer, firstNonce + (ulong)i);
        plan.Steps = [.. steps.Select(plan.Create)];
        return plan;
    }

    /// <summary>The address of the contract that an account creates with a nonce.</summary>
    public static Address Created(Address deployer, ulong nonce)
    {
        var digits = UInt256.Of(nonce).ToWord().ToArray().AsSpan().TrimStart((byte)0).ToArray();
        var rlp = RLP.EncodeList(RLP.EncodeElement(deployer.ToArray()), RLP.EncodeElement(digits));
        return Address.Of(Keccak256.Hash(rlp).ToArray().AsSpan(12));
    }

    private bool Wanted(JsonElement step) => step.GetProperty("only").GetString() switch
    {
        "governor" => _settings.Authority is null,
        "development" => _settings.DevTokenMinter is not null,
        "" => true,
        var other => throw new InvalidOperationException($"the deployment plan has a step for '{other}' alone"),
    };

    private Outgoing Create(JsonElement step)
    {
        var artifact = ContractArtifacts.Of(step.GetProperty("contract").GetString()!);
        var values = step.GetProperty("args").EnumerateArray().Select(a => Value(a.GetString()!)).ToArray();
        var parameters = artifact.Abi.Constructor.InputParameters.SelectMany(Flat).ToArray();
        var words = new ParametersEncoder().EncodeParameters(parameters, values);
        // 200 gas a byte of code stored, up to 20 a byte sent and hashed; the rest is for the constructor's own writes.
        return new Outgoing(null, [.. artifact.Bytecode.Span, .. words],
            (ulong)artifact.Bytecode.Length * 225 + 900_000);
    }

    // A tuple without dynamic parts is encoded as its members, and the plan writes it so.
    private static IEnumerable<Parameter> Flat(Parameter parameter) =>
        parameter.ABIType is TupleType tuple ? tuple.Components.SelectMany(Flat) : [parameter];

    private object Value(string word)
    {
        if (word == "holders")
            return _settings.Holders.Select(h => (object)new object[] { h.Account.ToLower(), h.Amount.ToBig() })
                .ToList();
        if (word.StartsWith("list:@", StringComparison.Ordinal))
            return new List<string> { this[word["list:@".Length..]].ToLower() };
        if (word.StartsWith("text:", StringComparison.Ordinal))
            return _values[word["text:".Length..]];
        return word[0] == '@' ? this[word[1..]].ToLower() : _values[word[1..]];
    }
}
