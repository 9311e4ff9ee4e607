using System.Numerics;
using System.Reflection;
using System.Text.Json;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.Model;
using Nethereum.RLP;

namespace DecentralizedAi.Chain.Dao;

/// <summary>The contracts of a DAO, in the order of <c>governance/deployment/plan.json</c>.</summary>
/// <remarks>
/// They point at each other, so an address is known before its contract exists. The last constructor checks that all
/// parts point at each other.
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

    public IReadOnlyList<PlannedContract> Contracts { get; private set; } = [];

    /// <summary>Where the contracts are when the one numbered from 1 is at <paramref name="addressOf"/>.</summary>
    public static DaoPlan Of(DaoSettings settings, Func<int, Address> addressOf)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("deployment/plan.json")
            ?? throw new InvalidOperationException("the deployment plan is not embedded");
        using var document = JsonDocument.Parse(stream);
        var plan = new DaoPlan(settings, document.RootElement.GetProperty("development"));
        var steps = document.RootElement.GetProperty("steps").EnumerateArray().Where(plan.Wanted).ToArray();
        if (settings.Authority is { } authority)
            plan._addresses["authority"] = authority;
        for (var i = 0; i < steps.Length; i++)
            plan._addresses[steps[i].GetProperty("id").GetString()!] = addressOf(i + 1);
        plan.Contracts = [.. steps.Select(plan.Create)];
        return plan;
    }

    /// <summary>
    /// What the DAO is made of, whoever makes it and wherever: the hash of the salt, of every creation code and of
    /// every argument, with their numbers in the place of the contracts' own addresses.
    /// </summary>
    public static Bytes32 HashOf(IReadOnlyList<PlannedContract> contracts, Bytes32 salt)
    {
        var numbers = contracts.Select((c, index) => (c.Address, Number: UInt256.Of((ulong)index + 1).ToWord()))
            .ToDictionary(c => c.Address.Word, c => c.Number);
        var hashes = contracts.SelectMany(contract =>
        {
            var init = contract.Init;
            for (var at = init.Length - contract.Arguments.Length; at + 32 <= init.Length; at += 32)
            {
                if (numbers.TryGetValue(Bytes32.Of(init.AsSpan(at, 32)), out var number))
                    number.CopyTo(init.AsSpan(at, 32));
            }
            return Keccak256.Hash(init).ToArray();
        });
        return Keccak256.Hash([.. salt.ToArray(), .. hashes]);
    }

    /// <summary>The hash before there are addresses.</summary>
    public static Bytes32 HashOf(DaoSettings settings, Bytes32 salt) =>
        HashOf(Of(settings, number => Created(Address.Zero, (ulong)number)).Contracts, salt);

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

    private PlannedContract Create(JsonElement step)
    {
        var artifact = ContractArtifacts.Of(step.GetProperty("contract").GetString()!);
        var values = step.GetProperty("args").EnumerateArray().Select(a => Value(a.GetString()!)).ToArray();
        var parameters = artifact.Abi.Constructor.InputParameters.SelectMany(Flat).ToArray();
        var words = new ParametersEncoder().EncodeParameters(parameters, values);
        var id = step.GetProperty("id").GetString()!;
        return new PlannedContract(id, artifact.Name, _addresses[id], words);
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
            return new List<string> { _addresses[word["list:@".Length..]].ToLower() };
        if (word.StartsWith("text:", StringComparison.Ordinal))
            return _values[word["text:".Length..]];
        return word[0] == '@' ? _addresses[word[1..]].ToLower() : _values[word[1..]];
    }
}
