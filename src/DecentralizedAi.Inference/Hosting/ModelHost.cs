using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Protos;
using Google.Protobuf;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>
/// The body of the child process that holds the model: requests in on one pipe, replies out on the other, as many
/// answers at once as the model has sequences. It has no keys, no environment and no network; a bad model kills it and
/// nothing else.
/// </summary>
public sealed class ModelHost : IDisposable
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    private readonly TextWriter _log;
    private readonly ReplyPipe _replies;
    private readonly ConcurrentDictionary<ulong, CancellationTokenSource> _asked = new();
    private string? _confinement;
    private LocalEngine? _engine;
    private long _told;

    private ModelHost(Stream output, TextWriter log) => (_replies, _log) = (new(output), log);

    /// <summary>The verb <c>model-host</c>: serves standard input and output until the input ends.</summary>
    /// <returns>The exit code: 0 when the parent is gone or closed the pipe.</returns>
    public static async Task<int> RunProcessAsync(CancellationToken cancellation)
    {
        var (input, output) = (Console.OpenStandardInput(), Console.OpenStandardOutput());
        // Whatever writes to the console by habit must not end up between two frames.
        Console.SetOut(Console.Error);
        // Ctrl-C reaches the whole terminal; the parent decides when this process ends, by closing the pipe.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        try
        {
            await RunAsync(input, output, Console.Error, confine: true, cancellation);
        }
        catch (IOException)
        {
            // The parent is gone, and nobody waits for the answer.
        }
        return 0;
    }

    /// <summary>Serves two streams until the input ends.</summary>
    /// <param name="confine">Give up sockets and programs for this whole process, for good.</param>
    public static async Task RunAsync(
        Stream input, Stream output, TextWriter log, bool confine, CancellationToken cancellation)
    {
        using var host = new ModelHost(output, log);
        using var life = new Timer(_ => host.SayAlive(), null, SignOfLife, SignOfLife);
        while (await Frames.ReadAsync(input, HostRequest.Parser, cancellation) is { } request)
        {
            host._confinement ??= confine ? Confine(request, log) : "none";
            await host.TakeAsync(request);
        }
    }

    // The first request says whether a card is wanted, whose driver must be started before. No model was read by then.
    private static string Confine(HostRequest first, TextWriter log)
    {
        if (first is { BodyCase: HostRequest.BodyOneofCase.Load, Load.Gpu: true })
            GraphicsCard.Open();
        return Confinement.Apply(log, "model-host");
    }

    public void Dispose() => _engine?.Dispose();

    // A load is waited for; a question is not.
    private async Task TakeAsync(HostRequest request)
    {
        if (request.BodyCase == HostRequest.BodyOneofCase.Cancel)
        {
            if (_asked.TryGetValue(request.Cancel.Id, out var asked))
                await asked.CancelAsync();
            return;
        }
        var reply = ReplyAsync(request);
        if (request.BodyCase != HostRequest.BodyOneofCase.Ask)
            await reply;
    }

    private async Task ReplyAsync(HostRequest request)
    {
        var reply = await AnswerAsync(request);
        reply.Id = request.Id;
        _replies.Write(reply);
    }

    private async Task<HostReply> AnswerAsync(HostRequest request)
    {
        try
        {
            return request.BodyCase switch
            {
                HostRequest.BodyOneofCase.Load => Load(request.Load),
                HostRequest.BodyOneofCase.Ask => await AskAsync(request.Id, request.Ask),
                _ => throw new ModelException(ModelException.BadFrame, "a request that is neither load nor ask"),
            };
        }
        catch (ModelException refusal)
        {
            return Refused(refusal.Code, refusal.Message[(refusal.Code.Length + 1)..]);
        }
        catch (OperationCanceledException)
        {
            return Refused(ModelException.GivenUp, "whoever asked has given up");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            await _log.WriteLineAsync($"model-host: {e}");
            return Refused(ModelException.LoadFailed, $"the model host failed with {e.GetType().Name}; see its log");
        }
    }

    // Only what the owner of the model does counts: a thread that can still write to a pipe proves nothing.
    private void SayAlive()
    {
        if (_engine is not { } engine || engine.Passes == _told)
            return;
        _told = engine.Passes;
        _replies.Write(new HostReply { Alive = new AliveReply() });
    }

    private HostReply Load(LoadRequest load)
    {
        _engine?.Dispose();
        _engine = null;
        _engine = new LocalEngine(LlamaEngine.Load(new LlamaOptions(load.Path, Bytes32.Of(load.Sha256.Span))
        {
            Level = load.Level,
            Gpu = load.Gpu,
            GpuLayers = load.HasGpuLayers ? (int)load.GpuLayers : null,
            Context = (int)load.Context,
            Threads = (int)load.Threads,
            Sequences = (int)load.Sequences,
            CacheBytes = load.CacheBytes,
        }, _log));
        var facts = _engine.Facts;
        var loaded = new LoadedReply
        {
            Build = facts.Build,
            Level = facts.Level,
            Threads = (uint)facts.Threads,
            Ubatch = (uint)facts.Ubatch,
            KvTypes = facts.KvTypes,
            KvSplit = facts.KvSplit,
            Flash = facts.Flash,
            Context = (uint)facts.Context,
            Sha256 = ByteString.CopyFrom(facts.Model.ToArray()),
            Confinement = _confinement,
            Sequences = (uint)facts.Sequences,
        };
        if (facts.MoneyMargin is { } margin)
            loaded.MoneyMargin = margin;
        return new HostReply { Loaded = loaded };
    }

    private async Task<HostReply> AskAsync(ulong id, AskRequest ask)
    {
        if (_engine is null)
            throw new ModelException(ModelException.BadFrame, "a question before a model was loaded");
        using var cancellation = new CancellationTokenSource();
        _asked[id] = cancellation;
        try
        {
            var question = new InferenceQuestion(
                [.. ask.Segments.Select(part => new PromptSegment(part.Text, part.Control))], ask.Grammar,
                (int)ask.MaxTokens)
            {
                Agent = ask.Agent,
                Written = ask.Stream ? text => Tell(id, text) : null,
            };
            return Reply((await _engine.AskAsync(question, cancellation.Token)).Answer);
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    private void Tell(ulong id, string text) =>
        _replies.Write(new HostReply { Id = id, Written = new WrittenReply { Text = text } });

    private static HostReply Reply(EngineAnswer answer)
    {
        var reply = new AnswerReply
        {
            Text = answer.Text,
            PromptTokens = (uint)answer.PromptTokens,
            AnswerTokens = (uint)answer.AnswerTokens,
            PromptHash = ByteString.CopyFrom(answer.PromptHash.ToArray()),
            AnswerHash = ByteString.CopyFrom(answer.AnswerHash.ToArray()),
            Complete = answer.Complete,
        };
        reply.Ends.AddRange(answer.Leads.Select(token => (uint)token.End));
        reply.Leads.AddRange(answer.Leads.Select(token => token.Lead));
        return new HostReply { Answer = reply };
    }

    private static HostReply Refused(string code, string reason) =>
        new() { Refused = new RefusedReply { Code = code, Reason = reason } };
}
