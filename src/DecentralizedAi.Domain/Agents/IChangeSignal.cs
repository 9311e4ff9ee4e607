namespace DecentralizedAi.Domain.Agents;

/// <summary>Tells that something changed of what a gateway answers, not what.</summary>
public interface IChangeSignal
{
    /// <summary>Ends with the next change. Take it before reading: then no change is missed between the two.</summary>
    Task Next { get; }

    /// <summary>How long a change may go untold, as of agents that another node serves.</summary>
    TimeSpan Blind { get; }
}
