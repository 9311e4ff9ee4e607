using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.RLP;

namespace DecentralizedAi.Chain.Dao;

/// <summary>The contracts that one deployer creates in order, with the addresses they will have.</summary>
/// <remarks>
/// They point at each other, so an address is known before its contract exists: it follows from deployer and nonce.
/// The last constructor checks that all parts point at each other.
/// </remarks>
internal sealed class DaoPlan
{
    private readonly List<Outgoing> _steps = [];
    private readonly Address _deployer;
    private readonly ulong _firstNonce;

    private DaoPlan(Address deployer, ulong firstNonce) => (_deployer, _firstNonce) = (deployer, firstNonce);

    public IReadOnlyList<Outgoing> Steps => _steps;
    public Address? Token { get; private set; }
    public Address Authority { get; private set; }
    public Address? Governor { get; private set; }
    public Address Operators { get; private set; }
    public Address Policies { get; private set; }
    public Address Ledger { get; private set; }
    public Address Vault { get; private set; }
    public Address Agents { get; private set; }
    public Address? DevToken { get; private set; }

    public static DaoPlan Of(DaoSettings settings, Address deployer, ulong firstNonce)
    {
        var plan = new DaoPlan(deployer, firstNonce);
        if (settings.Authority is { } authority)
            plan.Authority = authority;
        else
            plan.Found(settings);
        plan.Build(settings);
        if (settings.DevTokenMinter is { } minter)
        {
            plan.DevToken = plan.Create("DevToken",
                new Constructors.DevToken { Name = "USD Coin", Symbol = "USDC", Decimals = 6, Minter = minter.ToLower() });
        }
        return plan;
    }

    /// <summary>The address of the contract that an account creates with a nonce.</summary>
    public static Address Created(Address deployer, ulong nonce)
    {
        var digits = UInt256.Of(nonce).ToWord().ToArray().AsSpan().TrimStart((byte)0).ToArray();
        var rlp = RLP.EncodeList(RLP.EncodeElement(deployer.ToArray()), RLP.EncodeElement(digits));
        return Address.Of(Keccak256.Hash(rlp).ToArray().AsSpan(12));
    }

    private void Found(DaoSettings settings)
    {
        var governor = Ahead(2);
        Token = Create("GovernanceToken", new Constructors.GovernanceToken
        {
            Name = settings.TokenName, Symbol = settings.TokenSymbol,
            Holders =
            [
                .. settings.Holders.Select(h => new Constructors.HolderStruct
                {
                    Account = h.Account.ToLower(), Amount = h.Amount.ToBig(),
                }),
            ],
        });
        Authority = Create("TimelockController", new Constructors.TimelockController
        {
            MinDelay = settings.TimelockDelay, Proposers = [governor.ToLower()], Executors = [governor.ToLower()],
            Admin = Address.Zero.ToLower(),
        });
        Governor = Create("AgentGovernor", new Constructors.AgentGovernor
        {
            Token = Token.Value.ToLower(), Timelock = Authority.ToLower(), ProposalGuardian = Address.Zero.ToLower(),
            Settings = new Constructors.SettingsStruct
            {
                VotingDelay = settings.VotingDelay, VotingPeriod = settings.VotingPeriod,
                VoteExtension = settings.VoteExtension, ProposalThreshold = settings.ProposalThreshold.ToBig(),
                QuorumPercent = settings.QuorumPercent,
            },
        });
    }

    private void Build(DaoSettings settings)
    {
        var authority = Authority.ToLower();
        var (ledger, agents) = (Ahead(2).ToLower(), Ahead(4).ToLower());
        Operators = Create("OperatorRegistry",
            new Constructors.OperatorRegistry { Authority = authority, Ledger = ledger });
        Policies = Create("PolicyRegistry", new Constructors.PolicyRegistry
        {
            Authority = authority, Agents = agents, Immunity = settings.Immunity,
        });
        Ledger = Create("ActionLedger", new Constructors.ActionLedger
        {
            Operators = Operators.ToLower(), Agents = agents,
            Constants = new Constructors.ConstantsStruct
            {
                Finality = settings.Finality, StaleMoney = settings.StaleMoney, AnchorWithin = settings.AnchorWithin,
                MaxLogAge = settings.MaxLogAge, MaxUnlogged = settings.MaxUnlogged,
            },
        });
        Vault = Create("AgentVault", new Constructors.AgentVault
        {
            Agents = agents, Policies = Policies.ToLower(), Ledger = ledger, Authority = authority,
        });
        Agents = Create("AgentRegistry", new Constructors.AgentRegistry
        {
            Authority = authority, Operators = Operators.ToLower(), Policies = Policies.ToLower(), Ledger = ledger,
            VaultImplementation = Vault.ToLower(),
        });
    }

    private Address Ahead(int steps) => Created(_deployer, _firstNonce + (ulong)(_steps.Count + steps));

    private Address Create<T>(string contract, T arguments) where T : class
    {
        var code = ContractArtifacts.Of(contract).Bytecode;
        var words = new ParametersEncoder().EncodeParametersFromTypeAttributes(typeof(T), arguments);
        var address = Ahead(0);
        // 200 gas a byte of code stored, up to 20 a byte sent and hashed; the rest is for the constructor's own writes.
        _steps.Add(new Outgoing(null, [.. code.Span, .. words], (ulong)code.Length * 225 + 900_000));
        return address;
    }
}
