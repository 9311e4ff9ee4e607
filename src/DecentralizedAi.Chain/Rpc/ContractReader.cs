using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;
using Nethereum.JsonRpc.Client;
using Nethereum.RPC.Eth.DTOs;
using Nethereum.Web3;

namespace DecentralizedAi.Chain.Rpc;

/// <summary>Typed views of contracts at the head. What it reads is the endpoint's word, not proven.</summary>
public sealed class ContractReader(RpcEndpoint endpoint, RevertDecoder reverts)
{
    private readonly Web3 _web3 = new(endpoint.Url.ToString());

    public RpcEndpoint Endpoint { get; } = endpoint;

    /// <summary>A view that returns one value.</summary>
    /// <exception cref="ContractRevertedException">The view reverts.</exception>
    /// <exception cref="RpcUnreachableException">No answer.</exception>
    internal Task<T> ValueAsync<TMessage, T>(Address contract, TMessage message, CancellationToken cancellation)
        where TMessage : FunctionMessage, new() => AskAsync(contract, cancellation, () =>
            _web3.Eth.GetContractQueryHandler<TMessage>().QueryAsync<T>(contract.ToLower(), message));

    /// <summary>A view that returns a structure or several values.</summary>
    /// <exception cref="ContractRevertedException">The view reverts.</exception>
    /// <exception cref="RpcUnreachableException">No answer.</exception>
    internal Task<T> ObjectAsync<TMessage, T>(Address contract, TMessage message, CancellationToken cancellation)
        where TMessage : FunctionMessage, new() where T : IFunctionOutputDTO, new() => AskAsync(contract, cancellation,
            () => _web3.Eth.GetContractQueryHandler<TMessage>()
                .QueryDeserializingToObjectAsync<T>(message, contract.ToLower(), BlockParameter.CreateLatest()));

    /// <summary>The logs of an event, oldest first.</summary>
    /// <param name="topics">Words after the event's own; null matches any.</param>
    internal async Task<IReadOnlyList<EventLog<T>>> EventsAsync<T>(
        Address? contract, ulong fromBlock, Bytes32?[] topics, CancellationToken cancellation)
        where T : IEventDTO, new()
    {
        var filter = LogFilter.Of(contract is { } c ? [c] : [], [EventTopic.Of<T>()], topics);
        filter["fromBlock"] = RpcValues.Quantity(fromBlock);
        filter["toBlock"] = "latest";
        var answer = await Endpoint.CallAsync(new RpcCall("eth_getLogs", filter), cancellation).ConfigureAwait(false);
        return [.. answer.EnumerateArray().Select(RawLog.Of).Select(log => log.Decode<T>())];
    }

    private async Task<T> AskAsync<T>(Address contract, CancellationToken cancellation, Func<Task<T>> ask)
    {
        try
        {
            return await ask().WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (SmartContractCustomErrorRevertException refusal)
        {
            throw new ContractRevertedException(contract, reverts.Decode(Hex.Decode(refusal.ExceptionEncodedData)),
                null);
        }
        catch (SmartContractRevertException refusal)
        {
            throw new ContractRevertedException(contract, reverts.Decode(Hex.Decode(refusal.EncodedData ?? "0x")),
                null);
        }
        catch (RpcResponseException refusal)
        {
            throw new RpcRefusedException("eth_call", refusal.RpcError?.Code ?? 0, refusal.Message, null);
        }
        catch (Exception cause) when (cause is RpcClientUnknownException or RpcClientTimeoutException)
        {
            // The client's own word for silence is that an operation was cancelled.
            throw new RpcUnreachableException(Endpoint.Url, cause.InnerException is OperationCanceledException
                ? "nothing in time" : cause.InnerException?.Message ?? cause.Message, cause);
        }
    }
}
