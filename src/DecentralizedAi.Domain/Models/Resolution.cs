using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Models;

/// <summary>An argument with its value and where that came from.</summary>
/// <param name="Labels">At least one; several when the value was put together from several.</param>
public sealed record ResolvedArgument(string Name, string Value, IReadOnlyList<Label> Labels);

/// <summary>A call with the values put back, ready to be decided.</summary>
public sealed record ResolvedCall(string Tool, IReadOnlyList<ResolvedArgument> Arguments)
{
    /// <summary>The argument of that name, or null when it is absent.</summary>
    public ResolvedArgument? this[string name] => Arguments.FirstOrDefault(argument => argument.Name == name);
}

/// <summary>What became of a proposed call's references.</summary>
public abstract record Resolution
{
    private Resolution()
    {
    }

    /// <summary>Every reference has its value.</summary>
    public sealed record Done(ResolvedCall Call) : Resolution;

    /// <summary>The model named a reference that this turn does not have; the call is invalid.</summary>
    public sealed record Unknown(string Argument, string Token) : Resolution;
}
