using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>A mailbox that takes next to no memory while it is empty, as those of thousands of agents are: the usual
/// one keeps room for 32 messages in each.</summary>
public sealed class AgentMailbox(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<AgentMailbox.Letters>
{
    /// <summary>What names it in the settings and to those who use it.</summary>
    public const string Path = "dai.agent-mailbox";

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Letters();

    /// <summary>Messages in the order of their arrival, but for those that were set aside and come back.</summary>
    public sealed class Letters : IUnboundedDequeBasedMessageQueueSemantics, IMessageQueue
    {
        private readonly LinkedList<Envelope> _waiting = new();

        public bool HasMessages => Count > 0;

        public int Count
        {
            get
            {
                lock (_waiting)
                    return _waiting.Count;
            }
        }

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            lock (_waiting)
                _waiting.AddLast(envelope);
        }

        public void EnqueueFirst(Envelope envelope)
        {
            lock (_waiting)
                _waiting.AddFirst(envelope);
        }

        public bool TryDequeue(out Envelope envelope)
        {
            lock (_waiting)
            {
                envelope = _waiting.First?.Value ?? default;
                if (_waiting.Count == 0)
                    return false;
                _waiting.RemoveFirst();
                return true;
            }
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var left))
                deadletters.Enqueue(owner, left);
        }
    }
}
