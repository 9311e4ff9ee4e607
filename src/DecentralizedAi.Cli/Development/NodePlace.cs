namespace DecentralizedAi.Cli.Development;

/// <summary>Where a node of a local cluster runs, and how it is reached there.</summary>
/// <param name="Reached"><c>host:port</c> by which the other nodes reach it.</param>
/// <param name="Bound"><c>host:port</c> on which it listens: another one where a relay stands before it.</param>
internal sealed record NodePlace(string Reached, string Bound)
{
    /// <summary>Words before its command: a program that starts it elsewhere than here.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Variables of its environment that the others do not have, or have otherwise.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Connects to a port of the loopback on which its API listens; null = it is that of this program.
    /// </summary>
    public Func<int, CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>The port of <see cref="Reached"/>.</summary>
    public string Port => Reached[(Reached.LastIndexOf(':') + 1)..];

    /// <summary>A port of this machine's loopback, without anything before it.</summary>
    public static NodePlace Loopback(int port) => new($"127.0.0.1:{port}", $"127.0.0.1:{port}");
}
