using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring;

/// <summary>Ends the reading of a YAML document at its first fault of form.</summary>
internal sealed class YamlFaultException(PolicyFault fault) : Exception($"{fault.Class} at {fault.Place}")
{
    public YamlFaultException(string @class, Place place, string found, string expected)
        : this(new PolicyFault(@class, place, found, expected))
    {
    }

    public PolicyFault Fault { get; } = fault;
}
