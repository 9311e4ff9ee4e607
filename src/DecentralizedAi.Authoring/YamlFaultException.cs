using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring;

/// <summary>Ends the reading of a YAML document at its first fault of form.</summary>
internal sealed class YamlFaultException(string @class, Place place, string found, string expected)
    : Exception($"{@class} at {place}")
{
    public PolicyFault Fault { get; } = new(@class, place, found, expected);
}
