using System.Numerics;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.OperatorRegistryAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>An operator as the registry has it.</summary>
/// <param name="Card">Hash of its public document.</param>
public sealed record OperatorView(ulong Id, Address Admin, OperatorStatus Status, Address Beneficiary, Bytes32 Card);

/// <summary>What a key of an operator is for; the numbers are those of the contract.</summary>
public enum KeyRole : byte
{
    Spender = 1, Anchor = 2, Work = 3,
}

/// <summary>Operators and their keys.</summary>
public sealed class OperatorService(DaoContracts dao, ContractReader reader)
{
    /// <summary>What a key signs to show that it wants to belong to an operator (EIP-712).</summary>
    public const string PossessionTypeText =
        "Key(uint256 operatorId,address key,uint8 role,address node,uint64 deadline)";

    private static readonly Bytes32 Possession = Keccak256.Hash(PossessionTypeText);

    private readonly Address _registry = dao.OperatorRegistry;

    /// <summary>Makes a new operator whose admin is the sender.</summary>
    /// <returns>Its id.</returns>
    public async Task<ulong> RegisterAsync(
        TransactionSender by, Address beneficiary, Bytes32 card, CancellationToken cancellation)
    {
        var call = new RegisterFunction { Beneficiary = beneficiary.ToLower(), Card = card.ToArray() };
        var receipt = await by.SendAsync(new Outgoing(_registry, call.GetCallData()), cancellation)
            .ConfigureAwait(false);
        return receipt.Event<RegisteredEvent>(_registry).OperatorId.ToUlong();
    }

    /// <summary>The call a vote needs to let an operator host, to suspend it or to end it.</summary>
    public ProposalCall SetStatusCall(ulong operatorId, OperatorStatus status) => new(_registry,
        new SetStatusFunction { OperatorId = operatorId, Status = (byte)status }.GetCallData());

    /// <summary>Binds a node's two keys: the anchor key first, then its spender. By the operator's admin.</summary>
    /// <exception cref="ContractRevertedException">A key is bound already, or the sender is not the admin.</exception>
    public async Task AddNodeAsync(
        TransactionSender admin, ulong operatorId, EthereumKey anchor, EthereumKey spender,
        CancellationToken cancellation)
    {
        var outgoing = await NodeCallsAsync(operatorId, anchor, spender, cancellation).ConfigureAwait(false);
        await admin.SendAllAsync(outgoing, cancellation).ConfigureAwait(false);
    }

    /// <summary>The two transactions of <see cref="AddNodeAsync"/>, so that many nodes share a block.</summary>
    public async Task<IReadOnlyList<Outgoing>> NodeCallsAsync(
        ulong operatorId, EthereumKey anchor, EthereumKey spender, CancellationToken cancellation) =>
    [
        await KeyCallAsync(operatorId, anchor, KeyRole.Anchor, anchor.Account, cancellation).ConfigureAwait(false),
        await KeyCallAsync(operatorId, spender, KeyRole.Spender, anchor.Account, cancellation).ConfigureAwait(false),
    ];

    public Task<TransactionReceipt> RevokeKeyAsync(
        TransactionSender by, Address key, CancellationToken cancellation) =>
        by.SendAsync(new Outgoing(_registry, new RevokeKeyFunction { Key = key.ToLower() }.GetCallData()),
            cancellation);

    /// <summary>The operator, or null where there is none of that id.</summary>
    public async Task<OperatorView?> ShowAsync(ulong id, CancellationToken cancellation)
    {
        if (id == 0 || id > await CountAsync(cancellation).ConfigureAwait(false))
            return null;
        var answer = await reader.ObjectAsync<OperatorOfFunction, OperatorOfOutput>(
            _registry, new OperatorOfFunction { OperatorId = id }, cancellation).ConfigureAwait(false);
        var found = answer.Value;
        return new OperatorView(id, Address.Parse(found.Admin.ToLowerInvariant()), (OperatorStatus)found.Status,
            Address.Parse(found.Beneficiary.ToLowerInvariant()), Bytes32.Of(found.Card));
    }

    public async Task<IReadOnlyList<OperatorView>> ListAsync(CancellationToken cancellation)
    {
        var all = new List<OperatorView>();
        for (var id = 1UL; await ShowAsync(id, cancellation).ConfigureAwait(false) is { } found; id++)
            all.Add(found);
        return all;
    }

    /// <summary>The operator to which a key is bound now; null where it is none, or was revoked.</summary>
    public async Task<ulong?> OperatorOfAsync(Address key, CancellationToken cancellation)
    {
        var answer = await reader.ObjectAsync<KeyOfFunction, KeyOfOutput>(
            _registry, new KeyOfFunction { Key = key.ToLower() }, cancellation).ConfigureAwait(false);
        return answer.Value is { Role: not 0, Until: 0 } bound ? bound.OperatorId : null;
    }

    /// <summary>Keys that were ever bound, oldest first, with what became of them.</summary>
    public async Task<IReadOnlyList<OperatorKey>> KeysAsync(ulong id, CancellationToken cancellation)
    {
        var logs = await reader.EventsAsync<KeySetEvent>(
            _registry, dao.FirstBlock, [UInt256.Of(id).ToWord()], cancellation).ConfigureAwait(false);
        return
        [
            .. logs.Select(l => l.Event).GroupBy(e => e.Key).Select(steps => new OperatorKey(
                Address.Parse(steps.Key.ToLowerInvariant()), (KeyRole)steps.First().Role,
                Address.Parse(steps.First().Node.ToLowerInvariant()), steps.Last().On == 1)),
        ];
    }

    private async Task<ulong> CountAsync(CancellationToken cancellation) =>
        (await reader.ValueAsync<OperatorCountFunction, BigInteger>(
            _registry, new OperatorCountFunction(), cancellation).ConfigureAwait(false)).ToUlong();

    private async Task<Outgoing> KeyCallAsync(
        ulong operatorId, EthereumKey key, KeyRole role, Address node, CancellationToken cancellation)
    {
        var head = await new HeadWatch(reader.Endpoint, TimeProvider.System, default).ReadAsync(cancellation)
            .ConfigureAwait(false);
        var deadline = head.Head.Time + 3600;
        // Computed here: a key signs no digest that an endpoint made up.
        var digest = new SigningDomain(UInt256.Of(dao.ChainId), _registry).Digest(WordHash.Of(Possession,
            UInt256.Of(operatorId).ToWord(), key.Account.Word, UInt256.Of((byte)role).ToWord(), node.Word,
            UInt256.Of(deadline).ToWord()));
        var call = new AddKeyFunction
        {
            OperatorId = operatorId, Key = key.Account.ToLower(), Role = (byte)role, Node = node.ToLower(),
            Deadline = deadline, Signature = key.Sign(digest),
        };
        return new Outgoing(_registry, call.GetCallData(), Gas: 400_000);
    }
}

/// <summary>A key of an operator.</summary>
/// <param name="Node">The node it belongs to: its anchor key.</param>
public sealed record OperatorKey(Address Key, KeyRole Role, Address Node, bool InForce);
