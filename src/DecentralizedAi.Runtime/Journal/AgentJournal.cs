using System.Globalization;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Runtime.Journal;

/// <summary>Under which name the events of an agent lie in the journal of its operator.</summary>
internal static class AgentJournal
{
    public static string Name(AgentIdentity agent) => "agent-" + agent.Agent.ToString(CultureInfo.InvariantCulture);
}
