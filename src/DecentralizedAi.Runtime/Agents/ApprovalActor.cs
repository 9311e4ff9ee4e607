using Akka.Actor;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>A word of an approver whose signature is to be read.</summary>
/// <param name="Agent">Whose action it is about; it gets a <see cref="SignatureRead"/>.</param>
/// <param name="Digest">What is said to be signed.</param>
internal sealed record SignatureAsked(IActorRef Agent, ApproverCommand Command, Bytes32 Digest);

/// <summary>The same, with the account behind it. Its sender is whoever sent the command.</summary>
internal sealed record SignatureRead(ApproverCommand Command, SignedBy By);

/// <summary>
/// Reads the signatures of approvers for the agents of a node: curve arithmetic that no agent's mailbox waits for. What
/// a signature is worth is decided by the agent, which knows who must sign what.
/// </summary>
internal sealed class ApprovalActor : ReceiveActor
{
    public ApprovalActor(ApprovalDecider.Recover recover) => Receive<SignatureAsked>(asked => asked.Agent.Tell(
        new SignatureRead(asked.Command,
            new SignedBy(asked.Digest, recover(asked.Digest, asked.Command.Signature.Span))),
        Sender));
}
