using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Benchmarks.Policy;

/// <summary>The policies in force, swapped by one reference write as a node does it.</summary>
internal sealed class Law
{
    private volatile PolicyBook? _book;

    public PolicyBook? Book
    {
        get => _book;
        set => _book = value;
    }

    /// <summary>The law of a workload, in the memory it would have after a while.</summary>
    public static Law Of(RuleWorkload workload)
    {
        var law = new Law { Book = Compile(workload) };
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        return law;
    }

    public static PolicyBook Compile(RuleWorkload workload) =>
        new(workload.Documents.Select(bytes => PolicySnapshot.Compile(bytes) switch
        {
            CompileAnswer.Compiled compiled => compiled.Snapshot,
            CompileAnswer.Refused refused => throw new InvalidOperationException(refused.Faults[0].ToString()),
            _ => throw new InvalidOperationException("neither compiled nor refused"),
        }));

    public bool Allows(WorkloadRequest request) =>
        _book!.Decide(request.Agent, request.Call, request.Facts) is Decision.Allowed;
}
