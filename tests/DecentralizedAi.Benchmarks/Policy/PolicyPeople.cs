using BenchmarkDotNet.Attributes;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;

namespace DecentralizedAi.Benchmarks.Policy;

/// <summary>For people who want to look closer: <c>dai-bench people --filter '*'</c>.</summary>
[MemoryDiagnoser]
public class PolicyPeople
{
    private RuleWorkload _workload = null!;
    private PolicyBook _book = null!;
    private int _next;

    [Params(10, 1_000, 10_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _workload = new(Rules);
        _book = Law.Compile(_workload);
    }

    [Benchmark]
    public Decision? Decide()
    {
        var request = _workload.Drawn[_next++ % RuleWorkload.Requests];
        return _book.Decide(request.Agent, request.Call, request.Facts);
    }

    [Benchmark]
    public Explanation Explain()
    {
        var request = _workload.Drawn[_next++ % RuleWorkload.Requests];
        return PolicyExplainer.Explain(request.Call, _book[request.Agent]!, request.Facts);
    }

    [Benchmark]
    public PolicyBook Compile() => Law.Compile(_workload);
}
