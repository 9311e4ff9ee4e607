using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Demo;

/// <summary>One step of the main job: does something real and says whether what it claims holds.</summary>
internal abstract class DemoStep
{
    /// <summary>Its id in the report.</summary>
    public abstract string Id { get; }

    /// <summary>What it shows, for people.</summary>
    public abstract string Claim { get; }

    /// <summary>Plays the step.</summary>
    /// <returns>Transaction hashes, action ids, process ids: what a reader needs to check the claim.</returns>
    /// <exception cref="StepFailedException">The claim does not hold.</exception>
    public abstract Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation);

    /// <summary>Ends the step where its claim does not hold.</summary>
    protected static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new StepFailedException(otherwise);
    }
}

/// <summary>A step's claim does not hold; the message says what was seen instead.</summary>
internal sealed class StepFailedException(string message) : Exception(message);
