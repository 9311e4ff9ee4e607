using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring.Configuration;

/// <summary>A file that people write is not as it has to be.</summary>
/// <param name="code">DAI-11nn.</param>
/// <param name="where"><c>file:line:column</c>, or the environment variable.</param>
/// <param name="fix">What would be right.</param>
public sealed class ConfigurationException(string code, string message, string where, string? fix) : Exception(message)
{
    public string Code { get; } = code;
    public string Where { get; } = where;
    public string? Fix { get; } = fix;

    internal static ConfigurationException Unreadable(string file, string why) =>
        new("DAI-1101", $"the file cannot be read: {why.TrimEnd('.')}", file, "check the path and who may read it");

    internal static ConfigurationException NotYaml(string file, PolicyFault fault) => new("DAI-1102",
        $"{fault.Class}: expected {fault.Expected}", At(file, fault.Place),
        "correct the line; every value is plain YAML");

    internal static ConfigurationException UnknownKey(
        string file, MapEntry entry, string path, IReadOnlyCollection<string> known)
    {
        var nearest = NearestWord.To(entry.Key, known);
        return new("DAI-1103", $"unknown key '{path}'", At(file, entry.KeyPlace),
            nearest is null ? $"known here: {string.Join(", ", known.Order(StringComparer.Ordinal))}"
                : $"did you mean '{nearest}'?");
    }

    internal static ConfigurationException Twice(string file, MapEntry entry, string path) =>
        new("DAI-1104", $"the key '{path}' is there twice", At(file, entry.KeyPlace), "keep one of them");

    internal static ConfigurationException Wrong(string where, string path, string value, string expected) =>
        new("DAI-1105", $"{path}: '{value}' is not {expected}", where, $"write {expected}");

    internal static ConfigurationException Missing(string where, string path, string expected) =>
        new("DAI-1106", $"{path} is missing", where, $"write {expected}");

    internal static string At(string file, Place place) => $"{file}:{place.Line}:{place.Column}";
}
