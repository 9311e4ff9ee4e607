using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DecentralizedAi.Chain.Tests.Dao;

/// <summary>The rules of the JSON schema of ERC-7730, version 2, as far as our descriptors use it.</summary>
internal static partial class DescriptorRules
{
    private static readonly Dictionary<string, (string[] Allowed, string[] Required)> Formats = new()
    {
        ["raw"] = ([], []),
        ["amount"] = ([], []),
        ["duration"] = ([], []),
        ["addressName"] = (["types", "sources", "senderAddress"], []),
        ["tokenAmount"] = (["token", "tokenPath", "nativeCurrencyAddress", "threshold", "message"], []),
        ["date"] = (["encoding"], ["encoding"]),
        ["enum"] = (["$ref"], ["$ref"]),
        ["calldata"] = (["calleePath", "amountPath", "selectorPath", "spenderPath"], ["calleePath"]),
    };

    /// <summary>Everything that is wrong, each with its place.</summary>
    public static IEnumerable<string> Faults(JsonObject descriptor) =>
    [
        .. Unknown("", descriptor, "$schema", "$comment", "context", "metadata", "display"),
        .. Context(descriptor["context"]!.AsObject()),
        .. Unknown("metadata", descriptor["metadata"]!.AsObject(), "owner", "contractName", "info", "token",
            "constants", "enums"),
        .. Enums(descriptor),
        .. Unknown("display", descriptor["display"]!.AsObject(), "definitions", "formats"),
        .. descriptor["display"]!["formats"]!.AsObject().SelectMany(format => Format(descriptor, format.Key,
            format.Value!.AsObject())),
    ];

    /// <summary>The fields of a format, in order.</summary>
    public static IEnumerable<JsonObject> Fields(JsonNode format) =>
        format["fields"]!.AsArray().Select(field => field!.AsObject());

    private static IEnumerable<string> Context(JsonObject context)
    {
        var (contract, typed) = (context["contract"]?.AsObject(), context["eip712"]?.AsObject());
        if (contract is null == typed is null)
            return ["context: exactly one of contract and eip712"];
        if (typed is not null)
            return
            [
                .. Unknown("context", context, "$id", "eip712"),
                .. Unknown("eip712", typed, "domain", "deployments", "domainSeparator"),
                .. Unknown("domain", typed["domain"]!.AsObject(), "name", "version", "chainId", "verifyingContract"),
                .. Deployments(typed),
            ];
        var factory = contract!["factory"]?.AsObject();
        return
        [
            .. Unknown("context", context, "$id", "contract"),
            .. Unknown("contract", contract, "deployments", "factory"),
            .. factory is null ? Deployments(contract) :
            [
                .. Unknown("factory", factory, "deployments", "deployEvent"), .. Deployments(factory),
                .. factory["deployEvent"] is null ? (string[])["factory: no deployEvent"] : [],
            ],
        ];
    }

    private static IEnumerable<string> Deployments(JsonObject bound) => bound["deployments"] is not JsonArray all
        ? ["no deployments"]
        : all.SelectMany(one => Unknown("deployments", one!.AsObject(), "chainId", "address"));

    private static IEnumerable<string> Enums(JsonObject descriptor) =>
        (descriptor["metadata"]!["enums"]?.AsObject() ?? []).SelectMany(one => one.Value!.AsObject()
            .Where(value => !uint.TryParse(value.Key, out _) || value.Value!.GetValue<string>().Length == 0)
            .Select(value => $"enums.{one.Key}: {value.Key}"));

    private static IEnumerable<string> Format(JsonObject descriptor, string key, JsonObject format) =>
    [
        .. Unknown(key, format, "$id", "intent", "interpolatedIntent", "fields"),
        .. format["intent"]!.GetValue<string>() is { Length: > 0 and <= 60 } ? [] : (string[])[$"{key}: intent"],
        .. Fields(format).SelectMany(field => Field(descriptor, $"{key} {field["path"]}", field)),
    ];

    private static IEnumerable<string> Field(JsonObject descriptor, string where, JsonObject field)
    {
        var faults = new List<string>(Unknown(where, field, "path", "label", "format", "params", "visible"));
        var visible = field["visible"]?.GetValue<string>() ?? "always";
        if (visible is not ("always" or "never" or "optional"))
            faults.Add($"{where}: visible {visible}");
        if (!PathForm().IsMatch(field["path"]?.GetValue<string>() ?? ""))
            faults.Add($"{where}: path");
        if (visible == "never")
            return faults;
        if (string.IsNullOrEmpty(field["label"]?.GetValue<string>()))
            faults.Add($"{where}: no label");
        if (!Formats.TryGetValue(field["format"]?.GetValue<string>() ?? "", out var rule))
            return [.. faults, $"{where}: format {field["format"]}"];
        var given = field["params"]?.AsObject() ?? [];
        faults.AddRange(Unknown(where + " params", given, rule.Allowed));
        faults.AddRange(rule.Required.Where(name => given[name] is null).Select(name => $"{where}: no {name}"));
        if (given["token"] is not null && given["tokenPath"] is not null)
            faults.Add($"{where}: token and tokenPath");
        if (given["encoding"]?.GetValue<string>() is not (null or "timestamp" or "blockheight"))
            faults.Add($"{where}: encoding");
        if (given["$ref"]?.GetValue<string>() is { } reference && (!reference.StartsWith("$.metadata.enums.",
                StringComparison.Ordinal) || descriptor["metadata"]!["enums"]?[reference.Split('.')[^1]] is null))
            faults.Add($"{where}: no enum {reference}");
        foreach (var type in given["types"]?.AsArray() ?? [])
        {
            if (type!.GetValue<string>() is not ("wallet" or "eoa" or "contract" or "token" or "collection"))
                faults.Add($"{where}: type {type}");
        }
        return faults;
    }

    private static IEnumerable<string> Unknown(string where, JsonObject members, params string[] allowed) =>
        members.Select(member => member.Key).Except(allowed).Select(name => $"{where}: unknown member {name}");

    [GeneratedRegex(@"^#\.[A-Za-z_]\w*(\.\[\])?(\.[A-Za-z_]\w*)*$")]
    private static partial Regex PathForm();
}
