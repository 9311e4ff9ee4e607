using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Runtime.Agents;
using P = DecentralizedAi.Runtime.Protos.Messages;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>Messages between nodes as Protobuf.</summary>
internal static class MessageWire
{
    public static P.ToAgent Write(AgentEnvelope envelope)
    {
        var message = new P.ToAgent { Agent = envelope.Agent };
        switch (envelope.Message)
        {
            case AgentMessage.Wake:
                message.Wake = new P.Nothing();
                break;
            case AgentMessage.Instruct instruct:
                message.Instruct = CallWire.Write(instruct.Order);
                break;
            case AgentMessage.Judge { Command: Approve approve }:
                message.Grant = Write(approve);
                break;
            case AgentMessage.Judge { Command: Deny deny }:
                message.Deny = Write(deny);
                break;
            case AgentMessage.DescribeInstruction describe:
                message.DescribeInstruction = Wire.Of(describe.Instruction);
                break;
            case AgentMessage.Describe:
                message.Describe = new P.Nothing();
                break;
            case AgentMessage.DescribeApprovals:
                message.DescribeApprovals = new P.Nothing();
                break;
            case AgentMessage.DescribeLog log:
                message.DescribeLog = log.FromSeq;
                break;
            case AgentMessage.PaymentEnded ended:
                message.PaymentEnded = new P.PaymentEnded { Id = Wire.Of(ended.Id), End = QueueWire.Write(ended.End) };
                break;
            default:
                throw new UnknownManifestException($"no wire form for {envelope.Message.GetType().Name}");
        }
        return message;
    }

    public static AgentEnvelope Read(P.ToAgent m) => new(m.Agent, m.MessageCase switch
    {
        P.ToAgent.MessageOneofCase.Wake => new AgentMessage.Wake(),
        P.ToAgent.MessageOneofCase.Instruct => new AgentMessage.Instruct(CallWire.Read(m.Instruct)),
        P.ToAgent.MessageOneofCase.Grant => new AgentMessage.Judge(new Approve(
            Wire.Bytes32(m.Grant.Action), Wire.Address(m.Grant.Approver), m.Grant.Deadline,
            m.Grant.Signature.Memory)),
        P.ToAgent.MessageOneofCase.Deny => new AgentMessage.Judge(new Deny(
            Wire.Bytes32(m.Deny.Action), Wire.Address(m.Deny.Approver), m.Deny.Reason, m.Deny.Deadline,
            m.Deny.Signature.Memory)),
        P.ToAgent.MessageOneofCase.DescribeInstruction =>
            new AgentMessage.DescribeInstruction(Wire.Bytes32(m.DescribeInstruction)),
        P.ToAgent.MessageOneofCase.Describe => new AgentMessage.Describe(),
        P.ToAgent.MessageOneofCase.DescribeApprovals => new AgentMessage.DescribeApprovals(),
        P.ToAgent.MessageOneofCase.DescribeLog => new AgentMessage.DescribeLog(m.DescribeLog),
        P.ToAgent.MessageOneofCase.PaymentEnded =>
            new AgentMessage.PaymentEnded(Wire.Bytes32(m.PaymentEnded.Id), QueueWire.Read(m.PaymentEnded.End)),
        _ => throw new UnknownManifestException($"message {m.MessageCase} is from a later edition"),
    });

    public static P.FromAgent Write(AgentReply reply) => reply switch
    {
        AgentReply.Command { Answer: CommandAnswer.Accepted accepted } =>
            new P.FromAgent { Accepted = Json(accepted.View) },
        AgentReply.Command { Answer: CommandAnswer.Rejected rejected } => new P.FromAgent
        {
            Rejected = new P.Refusal { Code = rejected.Code, Message = rejected.Message },
        },
        AgentReply.Command { Answer: CommandAnswer.NotNow later } => new P.FromAgent
        {
            NotNow = new P.Refusal { Code = later.Code, Message = later.Message },
        },
        AgentReply.Instruction { View: { } view } => new P.FromAgent { Instruction = Json(view) },
        AgentReply.Instruction => new P.FromAgent { UnknownInstruction = new P.Nothing() },
        AgentReply.Agent agent => new P.FromAgent { Agent = Json(agent.View) },
        AgentReply.Approvals approvals => new P.FromAgent { Approvals = Json(approvals.Views) },
        AgentReply.Log log => new P.FromAgent { Log = Json(log.Leaves) },
        _ => throw new UnknownManifestException($"no wire form for {reply.GetType().Name}"),
    };

    public static AgentReply Read(P.FromAgent m) => m.ReplyCase switch
    {
        P.FromAgent.ReplyOneofCase.Accepted =>
            new AgentReply.Command(new CommandAnswer.Accepted(Of<InstructionView>(m.Accepted))),
        P.FromAgent.ReplyOneofCase.Rejected =>
            new AgentReply.Command(new CommandAnswer.Rejected(m.Rejected.Code, m.Rejected.Message)),
        P.FromAgent.ReplyOneofCase.NotNow =>
            new AgentReply.Command(new CommandAnswer.NotNow(m.NotNow.Code, m.NotNow.Message)),
        P.FromAgent.ReplyOneofCase.Instruction => new AgentReply.Instruction(Of<InstructionView>(m.Instruction)),
        P.FromAgent.ReplyOneofCase.UnknownInstruction => new AgentReply.Instruction(null),
        P.FromAgent.ReplyOneofCase.Agent => new AgentReply.Agent(Of<AgentView>(m.Agent)),
        P.FromAgent.ReplyOneofCase.Approvals => new AgentReply.Approvals(Of<ApprovalView[]>(m.Approvals)),
        P.FromAgent.ReplyOneofCase.Log => new AgentReply.Log(Of<LeafView[]>(m.Log)),
        _ => throw new UnknownManifestException($"reply {m.ReplyCase} is from a later edition"),
    };

    private static P.Grant Write(Approve approve) => new()
    {
        Action = Wire.Of(approve.Action),
        Approver = Wire.Of(approve.Approver),
        Deadline = approve.Deadline,
        Signature = Wire.Of(approve.Signature),
    };

    private static P.Deny Write(Deny deny) => new()
    {
        Action = Wire.Of(deny.Action),
        Approver = Wire.Of(deny.Approver),
        Reason = deny.Reason,
        Deadline = deny.Deadline,
        Signature = Wire.Of(deny.Signature),
    };

    private static string Json<T>(T view) => JsonSerializer.Serialize(view);

    private static T Of<T>(string json) => JsonSerializer.Deserialize<T>(json)
        ?? throw new UnknownManifestException($"a peer sent no {typeof(T).Name}");
}
