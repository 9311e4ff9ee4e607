namespace DecentralizedAi.Cli.Nodes;

/// <summary>A node refused a request, did not answer it, or answered something else.</summary>
internal sealed class NodeException(string code, string message, int? status) : Exception(message)
{
    /// <summary>DAI-nnnn, from the node or of this client (DAI-1020, DAI-1021).</summary>
    public string Code { get; } = code;

    /// <summary>HTTP status; null when the node could not be reached or understood.</summary>
    public int? Status { get; } = status;

    /// <summary>What to do; null where the message ends with it, after its last semicolon.</summary>
    public string? Fix { get; init; }

    /// <summary>The node is there and refused: sending the same again will not help, but for 503.</summary>
    public bool Refused => Status is >= 400 and < 500;

    public static NodeException Unreachable(Uri node, string why) =>
        new("DAI-1020", $"the node at {node} does not answer: {why}", null);

    /// <summary>A node answers and an agent does not, whose figures would be those of nobody.</summary>
    /// <param name="problem">Of its view: code, what is the matter and what to do.</param>
    public static NodeException Silent(string problem) => new(problem[..problem.IndexOf(' ')], problem, 503);

    public static NodeException Unreadable(Uri node, string path, string what) =>
        new("DAI-1021", $"the node at {node} answered /{path} with {what}", null);
}
