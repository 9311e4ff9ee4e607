using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Protos;
using Google.Protobuf;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>
/// The body of the child process that holds the model: requests in on one pipe, replies out on the other, one at a
/// time. It has no keys, no environment and no network; a bad model kills it and nothing else.
/// </summary>
public sealed class ModelHost : IDisposable
{
    private readonly TextWriter _log;
    private readonly string _confinement;
    private LlamaEngine? _engine;

    private ModelHost(TextWriter log, string confinement) => (_log, _confinement) = (log, confinement);

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
        using var host = new ModelHost(log, confine ? Confinement.Apply(log, "model-host") : "none");
        while (await Frames.ReadAsync(input, HostRequest.Parser, cancellation) is { } request)
        {
            var reply = host.Answer(request);
            reply.Id = request.Id;
            await Frames.WriteAsync(output, reply, cancellation);
        }
    }

    public void Dispose() => _engine?.Dispose();

    private HostReply Answer(HostRequest request)
    {
        try
        {
            return request.BodyCase switch
            {
                HostRequest.BodyOneofCase.Load => Load(request.Load),
                HostRequest.BodyOneofCase.Ask => Ask(request.Ask),
                _ => throw new ModelException(ModelException.BadFrame, "a request that is neither load nor ask"),
            };
        }
        catch (ModelException refusal)
        {
            return Refused(refusal.Code, refusal.Message[(refusal.Code.Length + 1)..]);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            _log.WriteLine($"model-host: {e}");
            return Refused(ModelException.LoadFailed, $"the model host failed with {e.GetType().Name}; see its log");
        }
    }

    private HostReply Load(LoadRequest load)
    {
        _engine?.Dispose();
        _engine = LlamaEngine.Load(new LlamaOptions(load.Path, Bytes32.Of(load.Sha256.Span))
        {
            Level = load.Level,
            Gpu = load.Gpu,
            Context = (int)load.Context,
            Threads = (int)load.Threads,
        }, _log);
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
        };
        if (facts.MoneyMargin is { } margin)
            loaded.MoneyMargin = margin;
        return new HostReply { Loaded = loaded };
    }

    private HostReply Ask(AskRequest ask)
    {
        if (_engine is null)
            throw new ModelException(ModelException.BadFrame, "a question before a model was loaded");
        var prompt = _engine.Tokenize(ask.Segments.Select(part => new PromptSegment(part.Text, part.Control)));
        var answer = _engine.Ask(prompt, ask.Grammar, (int)ask.MaxTokens);
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
