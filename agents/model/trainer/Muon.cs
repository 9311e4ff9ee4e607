using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DecentralizedAi.ModelTrainer;

/// <summary>
/// Momentum whose step is made orthogonal by five Newton-Schulz iterations (Jordan et al., 2024), scaled so that its
/// size is that of an AdamW step. For the matrices inside the layers only; those of one shape move together.
/// </summary>
internal sealed class Muon
{
    private const double Momentum = 0.95;
    private const double Decay = 0.02;

    private readonly Group[] _groups;

    public Muon(IEnumerable<Parameter> matrices) => _groups = [.. matrices
        .GroupBy(matrix => (matrix.shape[0], matrix.shape[1])).Select(same => new Group([.. same],
            stack(same.Select(matrix => zeros_like(matrix).detach())).DetachFromDisposeScope()))];

    /// <summary>The sum of the squares of all gradients, of no dimension.</summary>
    public Tensor Squares() =>
        stack(_groups.SelectMany(group => group.Matrices).Select(matrix => matrix.grad!.square().sum())).sum();

    /// <summary>Moves the matrices against their gradients times <paramref name="share"/>, then forgets the gradients.</summary>
    public void Step(double rate, Tensor share)
    {
        using var off = no_grad();
        foreach (var (matrices, momentum) in _groups)
        {
            using var scope = NewDisposeScope();
            var gradients = stack(matrices.Select(matrix => matrix.grad!)) * share;
            momentum.mul_(Momentum).add_(gradients, 1 - Momentum);
            var steps = Orthogonal(gradients * (1 - Momentum) + momentum * Momentum);
            var size = -rate * 0.2 * Math.Sqrt(Math.Max(steps.shape[1], steps.shape[2]));
            for (var i = 0; i < matrices.Length; i++)
            {
                matrices[i].mul_(1 - rate * Decay);
                matrices[i].add_(steps[i], size);
                matrices[i].grad!.zero_();
            }
        }
    }

    private static Tensor Orthogonal(Tensor matrices)
    {
        var tall = matrices.shape[1] > matrices.shape[2];
        var x = tall ? matrices.transpose(1, 2) : matrices;
        x = (x / (x.square().sum([1, 2], keepdim: true).sqrt() + 1e-7)).to(ScalarType.BFloat16);
        for (var i = 0; i < 5; i++)
        {
            var a = x.matmul(x.transpose(1, 2));
            x = x * 3.4445 + (a * -4.7750 + a.matmul(a) * 2.0315).matmul(x);
        }
        return (tall ? x.transpose(1, 2) : x).to(ScalarType.Float32);
    }

    private sealed record Group(Parameter[] Matrices, Tensor Momentum);
}
