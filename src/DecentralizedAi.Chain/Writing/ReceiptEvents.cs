using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.FunctionEncoding.Attributes;

namespace DecentralizedAi.Chain.Writing;

/// <summary>Events in the logs of a receipt.</summary>
internal static class ReceiptEvents
{
    /// <summary>The first event of that kind of the contract.</summary>
    /// <exception cref="ChainException">DAI-4202: there is none, so another contract is there than we know.</exception>
    public static T Event<T>(this TransactionReceipt receipt, Address contract) where T : IEventDTO, new() =>
        receipt.Events<T>(contract).FirstOrDefault()
            ?? throw new ChainException("DAI-4202", $"transaction {receipt.Hash} succeeded without the event "
                + $"{typeof(T).Name} of {contract}; is this the contract of the manifest?");

    public static IEnumerable<T> Events<T>(this TransactionReceipt receipt, Address contract)
        where T : IEventDTO, new() => receipt.Logs
        .Where(log => log.Contract == contract && log.Topics.Count > 0 && log.Topics[0] == EventTopic.Of<T>())
        .Select(log => new RawLog(log.Contract, log.Topics, log.Words.ToArray(), receipt.Block.Number,
            receipt.Block.Hash, log.Index, receipt.Hash).Decode<T>().Event);
}
