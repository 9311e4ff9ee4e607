using System.Numerics;
using System.Text;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.AgentGovernorAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Proposals of a DAO that our Governor rules.</summary>
public sealed class GovernanceService
{
    private readonly Address _governor;
    private readonly DaoContracts _dao;
    private readonly ContractReader _reader;
    private readonly CallDecoder _calls;
    private readonly TimeProvider _clock;

    /// <exception cref="ChainException">DAI-4214: another DAO rules; its proposals are made there.</exception>
    public GovernanceService(DaoContracts dao, ContractReader reader, TimeProvider clock)
    {
        _governor = dao.Governor
            ?? throw new ChainException("DAI-4214", $"the authority {dao.Authority} has no Governor "
            + "of ours; propose and vote with that DAO's own tools");
        (_dao, _reader, _clock, _calls) = (dao, reader, clock, new CallDecoder(dao));
    }

    /// <exception cref="ContractRevertedException">Too few votes, a target without code, or made before.</exception>
    public async Task<Proposal> ProposeAsync(
        TransactionSender by, IReadOnlyList<ProposalCall> calls, string description, CancellationToken cancellation)
    {
        var receipt = await SendAsync(by, new ProposeFunction
        {
            Targets = Targets(calls), Values = Values(calls), Calldatas = Data(calls), Description = description,
        }, cancellation).ConfigureAwait(false);
        return Made(receipt.Event<ProposalCreatedEvent>(_governor), receipt.Block.Number, receipt.Hash);
    }

    /// <exception cref="ContractRevertedException">The vote is not open, or the account voted before.</exception>
    public Task<TransactionReceipt> VoteAsync(
        TransactionSender by, UInt256 id, VoteChoice choice, string reason, CancellationToken cancellation) =>
        reason.Length == 0
            ? SendAsync(by, new CastVoteFunction { ProposalId = id.ToBig(), Support = (byte)choice }, cancellation)
            : SendAsync(by, new CastVoteWithReasonFunction
            {
                ProposalId = id.ToBig(), Support = (byte)choice, Reason = reason,
            }, cancellation);

    /// <summary>Casts a vote that its voter signed; <paramref name="by"/> pays.</summary>
    /// <exception cref="ContractRevertedException">The vote is not open, the voter voted before, or did not sign this.
    /// </exception>
    public Task<TransactionReceipt> SubmitAsync(
        TransactionSender by, SignedBallot ballot, CancellationToken cancellation) =>
        ballot.Reason.Length == 0
            ? SendAsync(by, new CastVoteBySigFunction
            {
                ProposalId = ballot.Proposal.ToBig(), Support = (byte)ballot.Choice, Voter = ballot.Voter.ToLower(),
                Signature = ballot.Signature.ToArray(),
            }, cancellation)
            : SendAsync(by, new CastVoteWithReasonAndParamsBySigFunction
            {
                ProposalId = ballot.Proposal.ToBig(), Support = (byte)ballot.Choice, Voter = ballot.Voter.ToLower(),
                Reason = ballot.Reason, Signature = ballot.Signature.ToArray(),
            }, cancellation);

    /// <exception cref="ContractRevertedException">It did not succeed, or the gate refused it.</exception>
    public Task<TransactionReceipt> QueueAsync(
        TransactionSender by, Proposal proposal, CancellationToken cancellation) => SendAsync(by, new QueueFunction
        {
            Targets = Targets(proposal.Calls), Values = Values(proposal.Calls), Calldatas = Data(proposal.Calls),
            DescriptionHash = DescriptionHash(proposal.Description),
        }, cancellation);

    /// <exception cref="ContractRevertedException">Too early, or one of its calls refused.</exception>
    /// <param name="gas">0 asks the chain first, at its head: there the delay must be over already.</param>
    public Task<TransactionReceipt> ExecuteAsync(
        TransactionSender by, Proposal proposal, CancellationToken cancellation, ulong gas = 0) =>
        by.SendAsync(new Outgoing(_governor, new ExecuteFunction
        {
            Targets = Targets(proposal.Calls), Values = Values(proposal.Calls), Calldatas = Data(proposal.Calls),
            DescriptionHash = DescriptionHash(proposal.Description),
        }.GetCallData(), gas), cancellation);

    /// <summary>All proposals, oldest first, as the endpoint's logs have them.</summary>
    public async Task<IReadOnlyList<Proposal>> ListAsync(CancellationToken cancellation)
    {
        var logs = await _reader.EventsAsync<ProposalCreatedEvent>(_governor, _dao.FirstBlock, [], cancellation)
            .ConfigureAwait(false);
        return [.. logs.Select(l =>
            Made(l.Event, l.Log.BlockNumber.Value.ToUlong(), Bytes32.Parse(l.Log.TransactionHash)))];
    }

    /// <summary>
    /// The proposal, or null. Its id is computed again from its calls, so a log cannot lie about them.
    /// </summary>
    public async Task<Proposal?> FindAsync(UInt256 id, CancellationToken cancellation) =>
        (await ListAsync(cancellation).ConfigureAwait(false))
            .FirstOrDefault(p => p.Id == id && IdOf(p.Calls, p.Description) == id);

    public async Task<ProposalState> StateAsync(UInt256 id, CancellationToken cancellation) =>
        (ProposalState)await _reader.ValueAsync<StateFunction, byte>(
            _governor, new StateFunction { ProposalId = id.ToBig() }, cancellation).ConfigureAwait(false);

    public async Task<ProposalView> ShowAsync(Proposal proposal, CancellationToken cancellation)
    {
        var id = proposal.Id.ToBig();
        var state = await StateAsync(proposal.Id, cancellation).ConfigureAwait(false);
        var votes = await _reader.ObjectAsync<ProposalVotesFunction, ProposalVotesOutput>(
            _governor, new ProposalVotesFunction { ProposalId = id }, cancellation).ConfigureAwait(false);
        var deadline = await _reader.ValueAsync<ProposalDeadlineFunction, BigInteger>(
            _governor, new ProposalDeadlineFunction { ProposalId = id }, cancellation).ConfigureAwait(false);
        var eta = await _reader.ValueAsync<ProposalEtaFunction, BigInteger>(
            _governor, new ProposalEtaFunction { ProposalId = id }, cancellation).ConfigureAwait(false);
        // The votes of a moment are known once it is past.
        BigInteger? quorum = state == ProposalState.Pending ? null
            : await _reader.ValueAsync<QuorumFunction, BigInteger>(
                _governor, new QuorumFunction { Timepoint = proposal.VoteStart }, cancellation).ConfigureAwait(false);
        return new ProposalView(proposal, state, deadline.ToUlong(), eta.ToUlong(), votes.AgainstVotes.ToUInt256(),
            votes.ForVotes.ToUInt256(), votes.AbstainVotes.ToUInt256(), quorum?.ToUInt256(),
            [.. proposal.Calls.Select(c => _calls.Decode(c))]);
    }

    public Task<bool> HasVotedAsync(UInt256 id, Address account, CancellationToken cancellation) =>
        _reader.ValueAsync<HasVotedFunction, bool>(_governor,
            new HasVotedFunction { ProposalId = id.ToBig(), Account = account.ToLower() }, cancellation);

    /// <summary>What an account votes with on a proposal: its power when the vote began.</summary>
    /// <exception cref="ContractRevertedException">The vote has not begun.</exception>
    public async Task<UInt256> PowerAsync(Proposal proposal, Address account, CancellationToken cancellation) =>
        (await _reader.ValueAsync<GetVotesFunction, BigInteger>(_governor, new GetVotesFunction
        {
            Account = account.ToLower(), Timepoint = proposal.VoteStart,
        }, cancellation).ConfigureAwait(false)).ToUInt256();

    /// <summary>
    /// The votes of a proposal in the order they were cast, as the endpoint's logs have them. A vote with parameters of
    /// its own has another event: it stands in the tally alone.
    /// </summary>
    public async Task<IReadOnlyList<BallotCast>> VotesAsync(Proposal proposal, CancellationToken cancellation)
    {
        var logs = await _reader.EventsAsync<VoteCastEvent>(_governor, proposal.Block, [], cancellation)
            .ConfigureAwait(false);
        return [.. logs.Select(log => log.Event).Where(one => one.ProposalId.ToUInt256() == proposal.Id).Select(one =>
            new BallotCast(Address.Parse(one.Voter.ToLowerInvariant()), (VoteChoice)one.Support,
                one.Weight.ToUInt256(), one.Reason))];
    }

    /// <summary>The call a vote needs to change how long votes are open, in seconds.</summary>
    public ProposalCall VotingPeriodCall(uint seconds) =>
        new(_governor, new SetVotingPeriodFunction { NewVotingPeriod = seconds }.GetCallData());

    /// <summary>Waits until a proposal is in that state, looking at each new block.</summary>
    /// <exception cref="ChainException">DAI-4215: it can no longer get there.</exception>
    public async Task WaitForAsync(UInt256 id, ProposalState wanted, CancellationToken cancellation)
    {
        var heads = new HeadWatch(_reader.Endpoint, _clock, TimeSpan.FromMilliseconds(100));
        await foreach (var _ in heads.WatchAsync(cancellation).ConfigureAwait(false))
        {
            var state = await StateAsync(id, cancellation).ConfigureAwait(false);
            if (state == wanted)
                return;
            if (state is ProposalState.Canceled or ProposalState.Defeated or ProposalState.Expired
                or ProposalState.Executed)
                throw new ChainException("DAI-4215", $"proposal {id} is {state}, it will not be {wanted}");
        }
    }

    /// <summary>Waits until a queued proposal may be executed, looking at each new block.</summary>
    /// <param name="early">Seconds before the moment; 1 with named gas, since the next block is later than the head.
    /// </param>
    public async Task WaitForTimelockAsync(UInt256 id, CancellationToken cancellation, ulong early = 0)
    {
        var eta = await _reader.ValueAsync<ProposalEtaFunction, BigInteger>(
            _governor, new ProposalEtaFunction { ProposalId = id.ToBig() }, cancellation).ConfigureAwait(false);
        var heads = new HeadWatch(_reader.Endpoint, _clock, TimeSpan.FromMilliseconds(100));
        await foreach (var header in heads.WatchAsync(cancellation).ConfigureAwait(false))
        {
            if (header.Head.Time + early >= eta)
                return;
        }
    }

    /// <summary>The id that follows from a proposal's calls and description.</summary>
    public static UInt256 IdOf(IReadOnlyList<ProposalCall> calls, string description)
    {
        var call = new HashProposalFunction
        {
            Targets = Targets(calls), Values = Values(calls), Calldatas = Data(calls),
            DescriptionHash = DescriptionHash(description),
        };
        return UInt256.OfWord(Keccak256.Hash(call.GetCallData().AsSpan(4)));
    }

    private async Task<TransactionReceipt> SendAsync<T>(
        TransactionSender by, T message, CancellationToken cancellation) where T : FunctionMessage, new() =>
        await by.SendAsync(new Outgoing(_governor, message.GetCallData()), cancellation).ConfigureAwait(false);

    private static Proposal Made(ProposalCreatedEvent made, ulong block, Bytes32 transaction) => new(
        made.ProposalId.ToUInt256(), Address.Parse(made.Proposer.ToLowerInvariant()),
        [
            .. made.Targets.Select((target, i) => new ProposalCall(Address.Parse(target.ToLowerInvariant()),
                made.Calldatas[i], made.Values[i].ToUInt256())),
        ],
        made.Description, made.VoteStart.ToUlong(), made.VoteEnd.ToUlong(), block, transaction);

    private static List<string> Targets(IReadOnlyList<ProposalCall> calls) =>
        [.. calls.Select(c => c.Target.ToLower())];

    private static List<BigInteger> Values(IReadOnlyList<ProposalCall> calls) =>
        [.. calls.Select(c => c.Value.ToBig())];

    private static List<byte[]> Data(IReadOnlyList<ProposalCall> calls) => [.. calls.Select(c => c.Data.ToArray())];

    private static byte[] DescriptionHash(string description) =>
        Keccak256.Hash(Encoding.UTF8.GetBytes(description)).ToArray();
}
