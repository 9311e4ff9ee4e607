using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>Views of contracts by name, with what they return as text.</summary>
internal sealed class ContractViews(RpcEndpoint rpc, RevertDecoder reverts)
{
    /// <summary>What the view returns at the head, several values joined; a revert and silence in words.</summary>
    /// <param name="words">ABI-encoded arguments.</param>
    public async Task<string> TextAsync(
        Address contract, string artifact, string function, ReadOnlyMemory<byte> words, CancellationToken cancellation)
    {
        var view = ContractArtifacts.Of(artifact).Abi.Functions
            .First(f => f.Name == function && words.Length == 32 * f.InputParameters.Length);
        byte[] data = [.. Hex.Decode("0x" + view.Sha3Signature[..8]), .. words.Span];
        var request = new { to = contract.ToLower(), data = Hex.Encode(data) };
        try
        {
            var answer = await rpc.CallAsync(new RpcCall("eth_call", request, "latest"), cancellation)
                .ConfigureAwait(false);
            var bytes = Hex.Decode(answer.GetString() ?? "0x");
            return bytes.Length == 0 ? "nothing"
                : string.Join(", ", AbiText.Arguments(view.OutputParameters, bytes).Select(v => v.Value));
        }
        catch (RpcRefusedException refusal)
        {
            return refusal.RevertBytes is { } bytes
                ? $"reverts with {reverts.Decode(Hex.Decode(bytes))}"
                : refusal.Text;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }
}
