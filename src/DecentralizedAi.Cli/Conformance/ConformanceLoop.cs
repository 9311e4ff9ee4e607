using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Conformance;

/// <summary>One JSON request a line in, one JSON answer a line out, in the same order, until the input ends.</summary>
public static class ConformanceLoop
{
    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false, MaxDepth = 512 };

    private static readonly JsonSerializerOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Run(
        TextReader requests, TextWriter answers, IReadOnlyDictionary<string, ConformanceOperation> operations)
    {
        while (requests.ReadLine() is { } line)
        {
            answers.Write(Answer(line, operations).ToJsonString(Writing));
            answers.Write('\n');
            answers.Flush();
        }
    }

    private static JsonObject Answer(string line, IReadOnlyDictionary<string, ConformanceOperation> operations)
    {
        try
        {
            using var request = JsonDocument.Parse(line, Reading);
            return request.RootElement.GetProperty("op").GetString() is { } op
                && operations.TryGetValue(op, out var operation)
                ? operation(request.RootElement)
                : Error("request");
        }
        catch (ConformanceRefusal refusal)
        {
            return Error(refusal.Message);
        }
        // A request that lacks a field, or has one of another type or form, cannot be read.
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or OverflowException or ArgumentException)
        {
            return Error("request");
        }
    }

    private static JsonObject Error(string message) => new() { ["error"] = message };
}
