using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DecentralizedAi.Domain.Models;

/// <summary>An argument as text.</summary>
public sealed record CallArgument(string Name, string Value);

/// <summary>
/// A call as the model writes it: <c>{"tool":"wallet.pay","args":{"to":"@a1","amount":"@n1 USDC"}}</c>. Its values
/// hold references, never addresses or amounts.
/// </summary>
public sealed record ProposedCall(string Tool, IReadOnlyList<CallArgument> Arguments)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value of an argument, or null when it is absent.</summary>
    public string? this[string name] => Arguments.FirstOrDefault(argument => argument.Name == name)?.Value;

    /// <summary>Reads the model's output.</summary>
    /// <exception cref="FormatException">Not one object of a tool and string arguments.</exception>
    public static ProposedCall Parse(string output) => TryParse(output, out var call)
        ? call
        : throw new FormatException($"'{output}' is not a call like {{\"tool\":\"t\",\"args\":{{\"a\":\"v\"}}}}");

    /// <summary>Reads the model's output; false for anything but one object of a tool and string arguments.</summary>
    public static bool TryParse(string? output, [NotNullWhen(true)] out ProposedCall? call)
    {
        call = null;
        try
        {
            using var document = JsonDocument.Parse(output ?? "");
            call = Read(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
        return call is not null;
    }

    /// <summary>Compact JSON, tool first, arguments in their order: the bytes the model was trained to write.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("tool", Tool);
            writer.WriteStartObject("args");
            foreach (var argument in Arguments)
                writer.WriteString(argument.Name, argument.Value);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ProposedCall? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != 2
            || !root.TryGetProperty("tool", out var tool) || tool.ValueKind != JsonValueKind.String
            || !root.TryGetProperty("args", out var args) || args.ValueKind != JsonValueKind.Object)
            return null;
        var read = new List<CallArgument>();
        foreach (var property in args.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String || read.Any(other => other.Name == property.Name))
                return null;
            read.Add(new(property.Name, property.Value.GetString()!));
        }
        return new ProposedCall(tool.GetString()!, read);
    }
}
