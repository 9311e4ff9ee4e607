using TorchSharp;
using static TorchSharp.torch;

namespace DecentralizedAi.ModelTrainer;

/// <summary>
/// Weights that follow those in training: each step keeps a share of the mean and takes the rest from the network. At
/// the start the share grows, so that the first weights, which know nothing, are soon forgotten.
/// </summary>
internal sealed class RunningMean(LlamaNetwork mean, double keep)
{
    private int _steps;

    /// <summary>The mean itself, to be written or measured.</summary>
    public LlamaNetwork Network => mean;

    /// <summary>Moves the mean towards the weights of a network of the same shape.</summary>
    public void Follow(LlamaNetwork network)
    {
        using var still = no_grad();
        var share = Math.Min(keep, (_steps + 1.0) / (_steps + 10.0));
        _steps++;
        foreach (var (own, its) in mean.parameters().Zip(network.parameters()))
        {
            own.mul_(share);
            own.add_(its, 1 - share);
        }
    }
}
