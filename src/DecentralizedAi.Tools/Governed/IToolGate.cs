using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Tools.Governed;

/// <summary>Decides whether a function may run now.</summary>
public interface IToolGate
{
    /// <summary>Asked before every run, with the values that would be used.</summary>
    ValueTask<GateVerdict> JudgeAsync(ToolCall call, CancellationToken cancellation);
}

/// <summary>What a gate says.</summary>
public abstract record GateVerdict
{
    private GateVerdict()
    {
    }

    public sealed record Allowed : GateVerdict;

    /// <summary>The reason may reach a model.</summary>
    public sealed record Denied(string Reason) : GateVerdict;
}
