using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DecentralizedAi.ModelTrainer;

/// <summary>
/// Momentum whose step is made orthogonal by five Newton-Schulz iterations (Jordan et al., 2024), scaled so that its
/// size is that of an AdamW step. For the matrices inside the layers only.
/// </summary>
internal sealed class Muon(IReadOnlyList<Parameter> matrices)
{
    private const double Momentum = 0.95;
    private const double Decay = 0.02;

    private readonly Tensor[] _momentum = [.. matrices.Select(matrix => zeros_like(matrix).detach())];

    /// <summary>Moves the matrices against their gradients, then forgets the gradients.</summary>
    public void Step(double rate)
    {
        using var off = no_grad();
        for (var i = 0; i < matrices.Count; i++)
        {
            using var scope = NewDisposeScope();
            var gradient = matrices[i].grad!;
            _momentum[i].mul_(Momentum).add_(gradient, 1 - Momentum);
            var step = Orthogonal(gradient * (1 - Momentum) + _momentum[i] * Momentum);
            matrices[i].mul_(1 - rate * Decay);
            matrices[i].add_(step, -rate * 0.2 * Math.Sqrt(Math.Max(step.shape[0], step.shape[1])));
            gradient.zero_();
        }
    }

    private static Tensor Orthogonal(Tensor matrix)
    {
        var tall = matrix.shape[0] > matrix.shape[1];
        var x = tall ? matrix.t() : matrix;
        x = (x / (x.norm() + 1e-7)).to(ScalarType.BFloat16);
        for (var i = 0; i < 5; i++)
        {
            var a = x.matmul(x.t());
            x = x * 3.4445 + (a * -4.7750 + a.matmul(a) * 2.0315).matmul(x);
        }
        return (tall ? x.t() : x).to(ScalarType.Float32);
    }
}
