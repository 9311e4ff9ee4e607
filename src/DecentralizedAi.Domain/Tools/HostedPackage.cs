using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Tools;

/// <summary>A plugin's package as a host has it now.</summary>
/// <param name="Package">SHA-256, by which compositions name it.</param>
/// <param name="State"><c>running; waiting</c>: a call or the next look starts it; <c>suspended</c>: it differs from
/// what was approved; <c>refused</c>: it did not start as it was approved.</param>
/// <param name="InProcess">It shares the host's process when it runs.</param>
/// <param name="Process">In which it is; null while it is in none.</param>
/// <param name="Why">What is wrong; null when nothing is.</param>
public sealed record HostedPackage(Bytes32 Package, string State, bool InProcess, int? Process, string? Why)
{
    public const string Running = "running", Waiting = "waiting", Suspended = "suspended", Refused = "refused";
}

/// <summary>A package that an agent's files name.</summary>
/// <param name="Refused">Why this node cannot run it; null when it can.</param>
public sealed record NamedPackage(Bytes32 Package, string Id, string Version, string? Refused);
