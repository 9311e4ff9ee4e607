namespace DecentralizedAi.Domain.Chain;

/// <summary>Whether an agent may be served; the numbers are those of the contract.</summary>
public enum AgentStatus : byte
{
    None, Active, Paused, Retired,
}

/// <summary>Whether an operator may host agents; the numbers are those of the contract.</summary>
public enum OperatorStatus : byte
{
    None, Registered, Hosting, Suspended, Exited,
}
