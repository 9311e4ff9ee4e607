using System.Numerics;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.GovernanceTokenAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Voting power of an account, in the token's smallest unit.</summary>
/// <param name="Delegate">Who votes with its balance; zero = nobody, so the balance does not count.</param>
/// <param name="Votes">What it votes with itself: the balances delegated to it.</param>
public sealed record VotingPower(Address Account, UInt256 Balance, Address Delegate, UInt256 Votes, UInt256 Supply);

/// <summary>The governance token.</summary>
public sealed class TokenService
{
    private readonly Address _token;
    private readonly ContractReader _reader;

    /// <exception cref="ChainException">DAI-4214: another DAO rules, with a token of its own.</exception>
    public TokenService(DaoContracts dao, ContractReader reader)
    {
        _token = dao.Token ?? throw new ChainException("DAI-4214",
            $"the authority {dao.Authority} has no governance token of ours; vote with that DAO's own tools");
        _reader = reader;
    }

    public async Task<VotingPower> ShowAsync(Address account, CancellationToken cancellation)
    {
        var name = account.ToLower();
        var balance = await _reader.ValueAsync<BalanceOfFunction, BigInteger>(
            _token, new BalanceOfFunction { Account = name }, cancellation).ConfigureAwait(false);
        var delegated = await _reader.ValueAsync<DelegatesFunction, string>(
            _token, new DelegatesFunction { Account = name }, cancellation).ConfigureAwait(false);
        var votes = await _reader.ValueAsync<GetVotesFunction, BigInteger>(
            _token, new GetVotesFunction { Account = name }, cancellation).ConfigureAwait(false);
        var supply = await _reader.ValueAsync<TotalSupplyFunction, BigInteger>(
            _token, new TotalSupplyFunction(), cancellation).ConfigureAwait(false);
        return new VotingPower(account, balance.ToUInt256(), Address.Parse(delegated.ToLowerInvariant()),
            votes.ToUInt256(), supply.ToUInt256());
    }

    /// <summary>Symbol and decimals.</summary>
    public async Task<(string Symbol, byte Decimals)> UnitAsync(CancellationToken cancellation) => (
        await _reader.ValueAsync<SymbolFunction, string>(_token, new SymbolFunction(), cancellation)
            .ConfigureAwait(false),
        await _reader.ValueAsync<DecimalsFunction, byte>(_token, new DecimalsFunction(), cancellation)
            .ConfigureAwait(false));

    /// <summary>Lets <paramref name="to"/> vote with the sender's balance; itself = the sender votes.</summary>
    public Task<TransactionReceipt> DelegateAsync(
        TransactionSender by, Address to, CancellationToken cancellation) =>
        by.SendAsync(new Outgoing(_token, new DelegateFunction { Delegatee = to.ToLower() }.GetCallData()),
            cancellation);
}
