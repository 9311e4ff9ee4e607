using System.Collections.Concurrent;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference;

namespace DecentralizedAi.Node.Metrics;

/// <summary>
/// A model with a meter: how long each question took, how many tokens it used, and why the last one was not answered.
/// Names and buckets are those of OpenTelemetry's conventions for generative AI (1.41). Nothing of a prompt is kept.
/// </summary>
internal sealed class ModelMeter(IModel model, TimeProvider clock) : IModel
{
    // A model that fails answers again within seconds, when its child has started again.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    // What a question may be refused for besides, its length or a crowd, says nothing of the model.
    private static readonly HashSet<string> Broken =
    [
        ModelException.NotApproved, ModelException.Unreadable, ModelException.BadHeader, ModelException.LoadFailed,
        ModelException.HostDied, ModelException.TimedOut, ModelException.BackingOff, ModelException.BadFrame,
    ];

    private static readonly double[] Seconds =
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    private static readonly double[] Tokens = [.. Enumerable.Range(0, 14).Select(i => Math.Pow(4, i))];

    private readonly ConcurrentDictionary<(string Model, string Error), Histogram> _durations = new();
    private readonly ConcurrentDictionary<(string Model, string Type), Histogram> _usages = new();
    private volatile Failure? _last;

    private sealed record Failure(string Why, DateTimeOffset At);

    /// <summary>Why the model did not run for the last question; null while it runs.</summary>
    public string? Trouble => _last is { } last && clock.GetUtcNow() - last.At < Fresh ? last.Why : null;

    public async Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var answer = await model.ProposeAsync(request, cancellation).ConfigureAwait(false);
        var name = request.Model.ToString();
        _durations.GetOrAdd((name, ErrorOf(answer)), _ => new Histogram(Seconds))
            .Add(clock.GetElapsedTime(started).TotalSeconds);
        if (answer is not ModelAnswer.Unavailable unavailable)
            _last = null;
        else if (Broken.Contains(ErrorOf(answer)))
            _last = new Failure(unavailable.Reason, clock.GetUtcNow());
        var used = answer switch
        {
            ModelAnswer.Proposed proposed => proposed.Usage,
            ModelAnswer.NoCall none => none.Usage,
            _ => default,
        };
        if (used.Total > 0)
        {
            _usages.GetOrAdd((name, "input"), _ => new Histogram(Tokens)).Add(used.Prompt);
            _usages.GetOrAdd((name, "output"), _ => new Histogram(Tokens)).Add(used.Answer);
        }
        return answer;
    }

    /// <summary>Writes both histograms.</summary>
    public void Write(PrometheusText text)
    {
        text.Histograms("gen_ai_client_operation_duration_seconds", "How long questions to the model took.",
            _durations.Select(one => (Labels(one.Key.Model, one.Key.Error.Length == 0 ? [] :
                [("error_type", one.Key.Error)]), one.Value)));
        text.Histograms("gen_ai_client_token_usage", "Tokens that a question used.",
            _usages.Select(one => (Labels(one.Key.Model, [("gen_ai_token_type", one.Key.Type)]), one.Value)));
    }

    private static (string, string)[] Labels(string model, (string, string)[] more) =>
    [
        ("gen_ai_operation_name", "chat"), ("gen_ai_provider_name", "llama.cpp"), ("gen_ai_request_model", model),
        .. more,
    ];

    // The code alone: a reason has values in it, and each would be a series of its own.
    private static string ErrorOf(ModelAnswer answer) => answer switch
    {
        ModelAnswer.Unavailable { Reason: var why } => why.StartsWith("DAI-", StringComparison.Ordinal)
            && why.Length >= 8 ? why[..8] : "_OTHER",
        ModelAnswer.NoCall => "no_call",
        _ => "",
    };
}
